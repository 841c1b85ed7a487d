"""What is wrong with a workbook, in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from flask_babel import get_locale, gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from teamhub.domain.workbook import BY_KEY
from teamhub.domain.workbook.faults import Fault
from teamhub.web.errors import SENTENCES, explain

log = logging.getLogger("teamhub")

explain(
    {
        "book_empty": lazy_gettext("There is nothing in this file."),
        "book_encrypted": lazy_gettext(
            "The file is protected by a password. Save it without one, then send it again."
        ),
        "book_old_format": lazy_gettext(
            "This is the old Excel format (.xls). Save it as “Excel workbook (.xlsx)”, then send it again."
        ),
        "book_is_web_page": lazy_gettext(
            "This is a web page under the name of a table. Open it in Excel, save it as .xlsx, then send it again."
        ),
        "book_not_a_workbook": lazy_gettext(
            "This file is neither an Excel workbook (.xlsx) nor a table as text (.csv)."
        ),
        "book_damaged": lazy_gettext(
            "The file is damaged. Open it in Excel, save it again, then send it once more."
        ),
        "book_too_many_parts": lazy_gettext(
            "The file has more than %(most)s parts inside: no ordinary workbook has."
        ),
        "book_has_macros": lazy_gettext(
            "The file carries macros. Save it as “Excel workbook (.xlsx)” without them."
        ),
        "book_too_large": lazy_gettext("Unpacked, the file is larger than %(most)s MB. Split it."),
        "book_packed_too_tight": lazy_gettext(
            "The file unpacks to far more than it should. It is not opened."
        ),
        "book_unsafe_xml": lazy_gettext(
            "The file holds instructions that a workbook does not need. It is not opened."
        ),
        "book_too_many_rows": lazy_gettext(
            "A sheet has more than %(most)s rows. Delete the empty ones below, or split it."
        ),
        "book_too_many_columns": lazy_gettext(
            "A sheet has more than %(most)s columns. Delete the empty ones at the right."
        ),
        "book_unreadable_text": lazy_gettext(
            "The characters of this file cannot be read. Save it as .xlsx, or as .csv in UTF-8 or GB18030."
        ),
        "book_without_sheets": lazy_gettext(
            "No sheet is recognised: neither by its name nor by its headings. Start from the template."
        ),
        "book_faulty": lazy_gettext("The workbook has %(faults)s faults. Nothing was changed."),
        "constraint_broken": lazy_gettext("The database refused a row of the workbook. Nothing was changed."),
        "community_not_named": lazy_gettext(
            "The workbook does not say which community it is for: the sheet 社区 is missing."
        ),
        "community_unknown": lazy_gettext("There is no community “%(slug)s”."),
        "community_incomplete": lazy_gettext(
            "The community “%(slug)s” is new, and the sheet 社区 does not give its name."
        ),
    }
)

FAULTS: dict[str, LazyString] = {
    # reading
    "sheet_unknown": lazy_gettext("This sheet is not part of the workbook and was left alone."),
    "headings_missing": lazy_gettext(
        "No row of headings was found in the first ten rows. Expected: %(expected)s."
    ),
    "sheet_twice": lazy_gettext("The sheet “%(other)s” is the same register. Put both into one."),
    "heading_twice": lazy_gettext("This heading stands twice. Delete or rename one of the columns."),
    "columns_ignored": lazy_gettext("These columns are not known and were left alone: %(columns)s."),
    "not_in_list": lazy_gettext("This is not one of the choices. Possible: %(choices)s."),
    "too_long": lazy_gettext("This is longer than %(most)s characters."),
    "phone_unreadable": lazy_gettext("This is no telephone number."),
    "phone_rounded": lazy_gettext(
        "The spreadsheet has rounded this number: its last digits are lost. Type it again as text."
    ),
    "not_a_number": lazy_gettext("This is no whole number."),
    "not_whole": lazy_gettext("This is no whole number."),
    "out_of_range": lazy_gettext("The number has to be from %(least)s to %(most)s."),
    "not_yes_or_no": lazy_gettext("Write 是 or 否 (yes or no)."),
    "not_pairs": lazy_gettext("Write name=value, several of them separated by semicolons."),
    "moment_needs_day": lazy_gettext(
        "A time alone is not enough here: write the day as well, such as 2022-04-04 08:00."
    ),
    "not_a_date": lazy_gettext("This is no date. Write it like 2022-04-04."),
    "date_unclear": lazy_gettext(
        "It is not clear which day this is. Write it with the year first, like 2022-04-04."
    ),
    "no_such_date": lazy_gettext("There is no such day."),
    "not_a_time": lazy_gettext("This is no time. Write it like 08:00."),
    "cell_error": lazy_gettext("The cell shows an error of the spreadsheet."),
    "formula_without_value": lazy_gettext(
        "The formula has never been computed. Open the file in Excel and save it again."
    ),
    # any row
    "missing": lazy_gettext("This may not be empty."),
    "column_missing": lazy_gettext("The sheet has no such column, and new rows need it."),
    "needs_other_column": lazy_gettext("This says nothing without the column “%(other)s”."),
    "row_twice": lazy_gettext("The same as row %(row)s."),
    "row_twice_at_once": lazy_gettext(
        "The same as row %(row)s. If both are meant, write 2 into the column 同刻第几条."
    ),
    "not_found": lazy_gettext("Nothing of that name on the sheet “%(sheet)s” or on record."),
    "ambiguous": lazy_gettext("More than one entry of “%(sheet)s” has this name. Write the code."),
    "code_and_name_differ": lazy_gettext("The code belongs to another name."),
    "campaign_missing": lazy_gettext("There is no campaign yet: fill in the sheet 行动."),
    "one_row_only": lazy_gettext("This sheet has only one row."),
    "ends_before_start": lazy_gettext("The end is before the beginning."),
    # the community
    "other_community": lazy_gettext("The workbook is for another community, not for “%(slug)s”."),
    "vocabulary_unknown": lazy_gettext("There is no such vocabulary."),
    "code_malformed": lazy_gettext("A code has small letters, digits and underscores only."),
    "flag_unknown": lazy_gettext("There is no flag “%(flag)s”. Possible: %(flags)s."),
    "flag_of_other_kind": lazy_gettext("The flag “%(flag)s” takes another kind of value."),
    "text_unknown": lazy_gettext("There is no such text."),
    "pattern_overlaps": lazy_gettext("In the pattern “%(pattern)s” two shifts run at once."),
    "pattern_part_outside_day": lazy_gettext("In the pattern “%(pattern)s” a shift is longer than a day."),
    "rule_set_out_of_range": lazy_gettext("These numbers make no rule."),
    "rule_set_impossible": lazy_gettext("So many tests do not fit into the days."),
    # people and places
    "code_of_somebody_else": lazy_gettext("This code belongs to %(name)s. Use another."),
    "role_not_by_workbook": lazy_gettext("This role is not given by a workbook."),
    "role_not_givable": lazy_gettext("This role is not yours to give."),
    "organization_added": lazy_gettext("This organisation is new and will be added."),
    "name_taken": lazy_gettext("Another entry has this name."),
    "more_eligible_than_registered": lazy_gettext("More people eligible than registered."),
    "alias_taken": lazy_gettext("“%(alias)s” already is another name of a different compound."),
    "households_differ": lazy_gettext(
        "%(compound)s: %(said)s households declared, %(doors)s inhabited doors on record."
    ),
    # duty
    "shift_not_in_pattern": lazy_gettext(
        "The shift pattern has no such shift on this day: write when it starts and ends."
    ),
    "shift_ambiguous": lazy_gettext("The day has two such shifts: fill in the column 班次开始."),
    "shift_unknown": lazy_gettext("There is no such shift on this day."),
    "left_without_arrival": lazy_gettext("Left without having arrived: fill in the arrival."),
    "left_before_arrival": lazy_gettext("Left before arriving."),
    "substitute_for_nobody": lazy_gettext("That person has no seat in this shift."),
    "double_booked": lazy_gettext("This person has two seats in the same shift."),
    "shifts_overlap": lazy_gettext("This person has another shift at the same time."),
    # testing, sweeps, service
    "correction_of_nothing": lazy_gettext("There is no such count in this session to correct."),
    "rule_unknown": lazy_gettext("There is no such rule."),
    "scope_empty": lazy_gettext("There is no door here."),
    "visit_out_of_scope": lazy_gettext("This door does not belong to the sweep."),
    "outcome_not_for_shop": lazy_gettext("This outcome is not for shops."),
    "outcome_not_for_household": lazy_gettext("This outcome is only for shops."),
    "untested_count_missing": lazy_gettext("How many people are untested?"),
    "untested_count_unexpected": lazy_gettext("With this outcome nobody is untested."),
    "basis_not_stated": lazy_gettext(
        "Rows about people's health need a legal basis: please fill in the sheet 处理依据 (Legal basis)."
    ),
    "resident_erased_row": lazy_gettext("This resident was erased here; the row is passed over."),
    "request_has_deed": lazy_gettext("This request has its deed already: %(deed)s."),
}


def fault_sentence(fault: Fault) -> str:
    """The sentence of a fault. Sheets are named as the reader knows them."""
    template = FAULTS.get(fault.code) or SENTENCES.get(fault.code)
    if template is None:
        log.error("no sentence for fault %s", fault.code)
        return gettext("This is against a rule (%(code)s).", code=fault.code)
    return str(template) % _said(fault.values)


def _said(values: Mapping[str, object]) -> dict[str, str]:
    said = {name: str(value) for name, value in values.items()}
    spec = BY_KEY.get(said.get("sheet", ""))
    if spec is not None:
        said["sheet"] = spec.title(str(get_locale()))
    return said
