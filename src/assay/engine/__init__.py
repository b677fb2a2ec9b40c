"""From a target to verdicts: walk, configure, collect, discover, derive, judge, measure."""
