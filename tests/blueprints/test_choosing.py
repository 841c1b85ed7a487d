"""Choices are given as pairs and held as WTForms wants them, whichever way they come."""

from __future__ import annotations

import warnings

from wtforms import Form

from teamhub.forms.choosing import RadioField, SelectField, SelectMultipleField


class Meal(Form):
    drink = RadioField("喝", choices=[("tea", "茶"), ("water", "水")])
    dish = SelectField("菜", coerce=int)
    extras = SelectMultipleField("加", coerce=int)


def made(**data: object) -> Meal:
    form = Meal(data=data)
    form.dish.choices = {"热": [(1, "面"), (2, "粥")], "冷": [(3, "饼")]}
    form.extras.choices = ((n, str(n)) for n in range(3))
    return form


def test_pairs_headings_and_what_is_read_once_are_choices_that_last() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        form = made(drink="tea", dish=3, extras=[0, 2])
        assert form.validate()
        assert form.validate()
    assert '<optgroup label="冷"><option selected value="3">饼</option></optgroup>' in str(form.dish())
    assert [(one.data, one.checked) for one in form.drink] == [("tea", True), ("water", False)]
    assert str(form.extras()).count("selected") == 2


def test_what_is_not_offered_is_refused() -> None:
    form = made(drink="wine", dish=4, extras=[7])
    assert not form.validate()
    assert set(form.errors) == {"drink", "dish", "extras"}


def test_not_filled_yet_is_nothing_and_none_is_an_empty_list() -> None:
    form = Meal()
    assert form.dish.choices is None
    form.dish.choices = []
    assert form.dish.choices == []
    assert form.drink.choices is not None
    assert [one.label for one in form.drink.choices] == ["茶", "水"]
