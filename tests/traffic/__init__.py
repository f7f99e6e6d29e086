"""Writes data/access.log: a day at the Teahouse's gateway, from answers it really gave and a seeded model of who asked.

    PYTHONPATH=tests python -m traffic data/access.log

`asked` asks the lab for every kind of answer, `day` says who asks for what and when. One seed gives the same bytes.
"""
