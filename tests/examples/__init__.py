"""The example events: made by their script, admitted by the contracts, judged as printed."""
