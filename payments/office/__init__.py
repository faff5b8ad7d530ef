"""The régie at work: tills, deposit slips, paper tickets."""
