"""Pages as societies write them, made up for the tests: the same two items as text and as HTML."""

from __future__ import annotations

HIDDEN = (
    "This email address is being protected from spambots. You need JavaScript enabled to view it.."
)

TEXT = f"""On March 3, that the Journal of Examples published results of LANTERN in 90 people.

Ann Example, MD, lead author, noted, “The result is clear.”


Currently Recruiting Trials of Interest

A Trial of Lamplight Against Darkness in Liver Metastases (LANTERN)

Guidelines recommend light. This study compares two lamps. ClinicalTrials.gov - NCT11111111. If \
you wish to open this trial at your hospital, please contact Ann Example, MD at {HIDDEN}

Second Title of a Study in Lung Tumours

Patients get a lamp every 28 days (EX42; NCT22222222). It is the first such trial. \
Clinical Trials.gov - NCT22222222"""

HTML = f"""<!DOCTYPE html><html><head><title>News</title><style>p {{}}</style></head><body>
<nav><a href="/trials">NCT99999999 menu</a></nav>
<p>On March 3, that the Journal of Examples published results of LANTERN in 90&nbsp;people.</p>
<p>Ann Example, MD, lead author, noted, &ldquo;The result is clear.&rdquo;</p>
<h2>Currently Recruiting Trials of Interest</h2>
<h3>A Trial of Lamplight Against Darkness in Liver Metastases (LANTERN)</h3>
<p>Guidelines recommend light. This study compares two lamps.
Clinical<b>Trials</b>.gov - <a href="https://clinicaltrials.gov/ct2/show/NCT11111111">NCT11111111</a>.
If you wish to open this trial at your hospital, please contact Ann Example, MD at
<span id="cloak1">{HIDDEN}</span><script>document.getElementById('cloak1')</script></p>
<h3>Second Title of a Study in Lung Tumours</h3>
<p>Patients get a lamp every 28 days (EX42; NCT22222222). It is the first such trial.
Clinical Trials.gov - NCT22222222</p>
<footer>NCT88888888</footer></body></html>"""
