"""Everything on disk: the learner's progress, the learner's copy of the pages, and where files are."""
