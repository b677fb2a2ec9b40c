"""What takes long is worked out once."""

from __future__ import annotations

from assay.web.site import Site


def test_each_is_made_once_for_a_run_and_for_two(site: Site) -> None:
    new, old = site.runs.of()
    with site.runs.open(new) as result:
        assert site.worked.plan(result) is site.worked.plan(result)
        assert site.worked.moved(result) is site.worked.moved(result)
    assert site.worked.split(old, new) is site.worked.split(old, new)
    assert site.worked.split(old, new) is not site.worked.split(new, old)
