"""How Django writes days in the admin, where CLDR (locales.formats) does not."""
