"""The diary of somebody who does not exist, to look around in; README.md tells who she is."""
