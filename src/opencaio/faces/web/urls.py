"""Which address leads to which page?"""

from django.urls import URLPattern, path

from opencaio.faces.web.views import inventory, use_case

urlpatterns: list[URLPattern] = [
    path("", inventory.inventory, name="brief"),
    path("mine", inventory.inventory, name="mine"),
    path("imports", inventory.inventory, name="imports"),
    path("matches", inventory.inventory, name="matches"),
    path("people", inventory.inventory, name="people"),
    path("departments", inventory.inventory, name="departments"),
    path("ledger", inventory.inventory, name="ledger"),
    path("account", inventory.inventory, name="account"),
    path("use/add", inventory.inventory, name="use_case_add"),
    path("use/<str:code>/edit", inventory.inventory, name="use_case_edit"),
    path("inventory", inventory.inventory, name="inventory"),
    path("inventory/export", inventory.export, name="inventory_export"),
    path("inventory/act", inventory.act, name="inventory_act"),
    path("views/save", inventory.save_view, name="view_save"),
    path("views/<int:key>/remove", inventory.remove_view, name="view_remove"),
    path("use/<str:code>", use_case.use_case, name="use_case"),
    path("use/<str:code>/question", use_case.question, name="use_case_question"),
    path("use/<str:code>/fact", use_case.state_fact, name="use_case_fact"),
    path("use/<str:code>/practice", use_case.state_practice, name="use_case_practice"),
    path("use/<str:code>/fact/withdraw", use_case.withdraw_fact, name="use_case_withdraw_fact"),
    path("use/<str:code>/comment", use_case.comment, name="use_case_comment"),
    path("use/<str:code>/end", use_case.end, name="use_case_end"),
]
