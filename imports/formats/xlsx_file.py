"""A workbook of Excel or LibreOffice: its first sheet."""

import io
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from tablib import Dataset

from imports.errors import UnusableFile
from imports.formats.base import rows


class XlsxFile:
    """The first sheet, its first row naming the columns; formulas are read as the values they last gave."""

    label = _("Classeur Excel")
    endings = (".xlsx",)

    def read(self, content: bytes) -> Dataset:
        try:
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        except Exception as error:
            message = _("Ce fichier n'est pas un classeur Excel lisible : enregistrez-le au format .xlsx ou .csv.")
            raise UnusableFile(message) from error
        table = [[_text(cell) for cell in row] for row in workbook.worksheets[0].iter_rows(values_only=True)]
        workbook.close()
        if not table:
            raise UnusableFile(_("La première feuille est vide : sa première ligne doit nommer les colonnes."))
        return rows(table[0], table[1:])


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
