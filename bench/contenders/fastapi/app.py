"""The seed's profile endpoints as FastAPI's tutorial has one write them, with SQLAlchemy's ORM."""

import os
from datetime import datetime, timezone
from typing import Optional

import jwt
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, Extra, constr
from sqlalchemy import Boolean, Column, Integer, String, create_engine, event
from sqlalchemy.orm import Session, declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool

# SQLAlchemy 1.4 opens a file anew for every session unless it is told to keep connections.
engine = create_engine(
    os.environ["DATABASE_URL"],
    connect_args={"check_same_thread": False, "timeout": 30},
    poolclass=QueuePool,
    pool_size=40,
)
make_session = sessionmaker(engine)
Base = declarative_base()
Name = Optional[constr(strip_whitespace=True, min_length=1, max_length=200)]


@event.listens_for(engine, "connect")
def durable(connection, _):
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


class User(Base):
    __tablename__ = "users"
    id = Column(String, primary_key=True)
    username = Column(String, nullable=False, unique=True)
    email = Column(String, nullable=False, unique=True)
    email_verified = Column(Boolean, nullable=False)
    first_name = Column(String)
    last_name = Column(String)
    display_name = Column(String)
    phone = Column(String)
    locale = Column(String)
    timezone = Column(String)
    avatar_url = Column(String)
    created_at = Column(String, nullable=False)
    updated_at = Column(String, nullable=False)
    version = Column(Integer, nullable=False)


class UpdateProfileRequest(BaseModel):
    first_name: Name
    last_name: Name
    display_name: Name
    phone: Optional[str]
    locale: Optional[str]
    timezone: Optional[str]

    class Config:
        extra = Extra.forbid


class Profile(BaseModel):
    id: str
    username: str
    email: str
    email_verified: bool
    first_name: Optional[str]
    last_name: Optional[str]
    display_name: Optional[str]
    phone: Optional[str]
    locale: Optional[str]
    timezone: Optional[str]
    avatar_url: Optional[str]
    created_at: str
    updated_at: str
    version: int

    class Config:
        orm_mode = True


def session():
    with make_session() as opened:
        yield opened


def caller(authorization: Optional[str] = Header(None), db: Session = Depends(session)) -> User:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        raise HTTPException(401, "Not authenticated")
    try:
        claims = jwt.decode(token, os.environ["SECRET"], algorithms=["HS256"])
    except jwt.InvalidTokenError:
        raise HTTPException(401, "Invalid or expired token")
    user = db.get(User, claims["sub"])
    if user is None:
        raise HTTPException(401, "Invalid or expired token")
    return user


app = FastAPI()


@app.get("/api/v1/me", response_model=Profile)
def get_profile(user: User = Depends(caller)):
    return user


@app.patch("/api/v1/me", response_model=Profile)
def update_profile(
    change: UpdateProfileRequest, user: User = Depends(caller), db: Session = Depends(session)
):
    for name, value in change.dict(exclude_unset=True).items():
        setattr(user, name, value)
    user.version += 1
    user.updated_at = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    db.commit()
    return user
