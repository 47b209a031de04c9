"""Makes the tables and the users that it is given as JSON."""

import json
import sys

import app  # noqa: F401
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from users.models import User

call_command("migrate", run_syncdb=True, verbosity=0)
connection.cursor().execute("PRAGMA journal_mode = WAL")
User.objects.bulk_create(
    User(
        username=account["username"],
        email=account["email"],
        first_name=account["first_name"],
        last_name=account["last_name"],
        number_phone="30901820",
        avatar="avatars/profile.jpg",
        last_login=timezone.now(),
    )
    for account in json.load(sys.stdin)
)
