"""The domain: verdicts, deadlines, histories and statuses, by case and by law."""
