from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    email = models.EmailField(unique=True, max_length=200)
    first_name = models.CharField(max_length=200, blank=True)
    last_name = models.CharField(max_length=200, blank=True)
    number_phone = models.CharField(max_length=10, null=True, blank=True)
    avatar = models.FileField(upload_to="avatars/", null=True, blank=True)
