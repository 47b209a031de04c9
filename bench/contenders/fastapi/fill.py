"""Makes the tables and the users that it is given as JSON."""

import json
import sys

from app import Base, User, engine, make_session

columns = User.__table__.columns.keys()
Base.metadata.create_all(engine)
with make_session() as session:
    for account in json.load(sys.stdin):
        session.add(User(**{name: account[name] for name in columns}))
    session.commit()
