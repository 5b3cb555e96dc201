"""Tests of the documents: commands run as printed, reference equal to code, links lead on."""
