"""How every form of the portal is drawn."""

from django.forms.renderers import TemplatesSetting


class ComponentRenderer(TemplatesSetting):
    """Draws forms, fields and error lists with templates/components/, widgets with Django's own templates.

    Needs ``django.forms`` in INSTALLED_APPS, which is where the widgets' templates lie.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
