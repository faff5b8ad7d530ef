"""A CSV file, as LibreOffice, Excel and most software of the field write it."""

import csv
import io

from django.utils.translation import gettext_lazy as _
from tablib import Dataset

from imports.errors import UnusableFile
from imports.formats.base import rows


class CsvFile:
    """Commas or semicolons, UTF-8 or the Windows encoding of older software."""

    label = _("Fichier CSV")
    endings = (".csv", ".txt")

    def read(self, content: bytes) -> Dataset:
        text = _text(content)
        first = text.partition("\n")[0]
        if not first.strip():
            raise UnusableFile(_("Le fichier est vide : sa première ligne doit nommer les colonnes."))
        separator = ";" if first.count(";") > first.count(",") else ","
        headers, *found = csv.reader(io.StringIO(text), delimiter=separator)
        return rows(headers, found)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
