"""Tests of the documents: commands run as printed, reference pages equal the code, links lead on."""
