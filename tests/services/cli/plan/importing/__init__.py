"""The importer: from documents of readers to drafts of plans."""
