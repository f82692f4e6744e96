"""Content files of a small country with a directory, to be spoiled."""

from pathlib import Path

FILES = {
    "topics.yaml": "topics: []\n",
    "categories.yaml": """\
categories:
  - slug: legal
    icon: scale
    check_every_days: 90
    names: {en: Legal help}
    children:
      - {slug: legal-aid, icon: scale, check_every_days: 90, names: {en: Lawyers}}
      - {slug: shelter, icon: house, check_every_days: 30, confidential: true, names: {en: Shelter}}
""",
    "testland/country.yaml": """\
code: AT
slug: testland
time_zone: Europe/Prague
source_language: en
languages: [{language: en}, {language: uk}]
team: Test team
topics: [nothing]
facts: {}
""",
    "testland/en/site.yaml": "welcome: Welcome.\n",
    "testland/towns.yaml": """\
towns:
  - {slug: prague, latitude: 50.0875, longitude: 14.4213, population: 1300000, names: {en: Prague, uk: Прага}}
  - {slug: brno, latitude: 49.1922, longitude: 16.6113, names: {en: Brno}}
  - {slug: plzen, latitude: 49.7475, longitude: 13.3776, names: {en: Plzen}}
""",
    "testland/services.yaml": """\
organizations:
  lawyers: {name: Lawyers, type: ngo}
locations:
  office: {visibility: exact, town: prague, address: Hlavní 1, latitude: 50.09, longitude: 14.43}
  secret: {visibility: hidden}
services:
  advice:
    organization: lawyers
    categories: [legal-aid]
    populations: [women]
    languages: [uk, en]
    cost: free
    status_needed: none
    referral: {kinds: [self]}
    hours: Mo-Fr 09:00-17:00
    locations: [{location: office}]
    contacts: [{kind: phone, value: "0 000 00 01"}]
    source: {title: Invented}
    check: {on: 2026-11-10, method: phone}
  refuge:
    organization: lawyers
    categories: [shelter]
    languages: [uk]
    cost: free
    status_needed: none
    referral: {kinds: [call]}
    hours: ""
    locations: [{location: secret}]
    source: {title: Invented}
    invented: true
""",
    "testland/en/services.yaml": """\
advice: {name: Advice, description: Lawyers answer., directions: Take the tram.}
refuge: {name: Demo refuge, description: A safe place.}
""",
    "testland/uk/services.yaml": "advice: {name: Поради, description: Відповідають юристи.}\n",
}


def write(folder: Path) -> Path:
    """Write the files below ``folder``."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
