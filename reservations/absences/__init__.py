"""Sickness declared online: days, certificate, waiting days, and what it gives back."""
