"""Administrative divisions."""

from django.db import models


class Division(models.Model):
    """A province, city, county or functional zone. ``city_code`` names the division that confirms at the city tier."""

    class Level(models.TextChoices):
        PROVINCE = "PROVINCE", "省"
        CITY = "CITY", "市（州）"
        COUNTY = "COUNTY", "县（市、区）"
        ZONE = "ZONE", "功能区"

    code = models.CharField("区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=8, choices=Level)
    kind = models.CharField("类别", max_length=20)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="上级")
    city_code = models.CharField("市级确认地", max_length=6, blank=True)
    push_code = models.CharField("推送代码", max_length=6)

    class Meta:
        verbose_name = "行政区划"

    def __str__(self) -> str:
        return self.name
