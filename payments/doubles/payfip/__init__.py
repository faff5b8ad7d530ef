"""A stand-in for PayFiP that speaks its SOAP messages and shows its two pages, in a plain style of ours.

`python -m payments.doubles.payfip --help` starts it alone; it knows neither Django, nor zeep, nor our adapter.
"""
