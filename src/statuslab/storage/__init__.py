"""What touches the disk and the machine: files, the learner's copy, JupyterLab. No widget, no server of the lab."""
