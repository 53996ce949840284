"""Wire bytes from columns: layouts of every feed and source, rendered without a loop over rows."""
