"""A pipeline in Python: one JSON job on standard input, one JSON object in each line of standard output."""

import csv
import json
import sys


def say(**words):
    print(json.dumps(words), flush=True)


try:
    from astropy.io import fits
    from astropy.stats import sigma_clip, sigma_clipped_stats
except ImportError:
    say(fail="astropy is not installed: sudo apt-get install -y --no-install-recommends python3-astropy")
    sys.exit(0)


def first_image(path):
    with fits.open(path) as hdus:
        for hdu in hdus:
            if hdu.data is not None and hdu.data.ndim == 2:
                return hdu.data.astype(float)
    return None


job = json.loads(sys.stdin.readline())
sigma = job["params"]["sigma"]
inputs = job["inputs"]

say(step="measure")
rows = []
for count, item in enumerate(inputs, 1):
    data = first_image(item["path"])
    if data is None:
        say(fail=f"{item['name']} holds no image.")
        sys.exit(0)
    mean, median, noise = sigma_clipped_stats(data, sigma=sigma)
    rows.append([item["name"], f"{median:.2f}", f"{noise:.2f}"])
    say(log=f"{item['name']}: {median:.1f} +- {noise:.1f} ADU")
    if job["flags"]["plot"]:
        name = f"clipped-{count}.fits"
        fits.writeto(name, sigma_clip(data, sigma=sigma).filled(float("nan")))
        say(output={"file": name, "type": "frame", "of": item["id"]})
    say(progress=[count, len(inputs)])

say(step="write")
with open("sky.csv", "w", newline="") as table:
    csv.writer(table).writerows([["frame", "skyAdu", "noiseAdu"], *rows])
say(output={"file": "sky.csv", "type": "catalogue", "tag": "sky"})
say(done=f"sky of {len(rows)} frames", facts={"frames": len(rows), "skyAdu": float(rows[-1][1])})
