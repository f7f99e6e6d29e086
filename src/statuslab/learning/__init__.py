"""What a learner knows and should be asked next: history, mastery, scheduling, and the exam. Values in, values out."""
