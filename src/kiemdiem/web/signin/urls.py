"""Phòng đăng nhập, tài khoản: sign-in, second factor, activation, acting for somebody, accounts."""

from django.urls import URLPattern, path

from kiemdiem.web.signin import accounts, acting, activation, keeping, opening, security, signing

urlpatterns: list[URLPattern] = [
    path("dang-nhap/", signing.sign_in, name="sign_in"),
    path("dang-nhap/minh-hoa/", signing.sign_in_demo, name="sign_in_demo"),
    path("dang-xuat/", signing.sign_out, name="sign_out"),
    path("xac-thuc/", signing.second_step, name="second_step"),
    path("xac-thuc-lai/", signing.prove, name="prove"),
    path("phien/tiep-tuc/", signing.session_go_on, name="session_go_on"),
    path("kich-hoat/", activation.activate, name="activate"),
    path("bao-mat/", security.security, name="security"),
    path("bao-mat/mat-khau/", security.password_change, name="password_change"),
    path("bao-mat/xac-thuc-hai-buoc/", security.factor_setup, name="factor_setup"),
    path("bao-mat/ma-du-phong/", security.recovery_codes, name="recovery_codes"),
    path("bao-mat/phien-khac/", security.other_sessions_end, name="other_sessions_end"),
    path("lam-thay/", acting.acting, name="acting"),
    path("lam-thay/bat-dau/", acting.acting_start, name="acting_start"),
    path("lam-thay/ket-thuc/", acting.acting_stop, name="acting_stop"),
    path("lam-thay/nho/", acting.delegate, name="delegate"),
    path("lam-thay/<int:pk>/thoi/", acting.delegation_end, name="delegation_end"),
    path("tai-khoan/", accounts.accounts, name="accounts"),
    path("tai-khoan/mo/", opening.account_open, name="account_open"),
    path("tai-khoan/<int:pk>/", accounts.account, name="account"),
    path("tai-khoan/<int:pk>/dong/", keeping.account_close, name="account_close"),
    path("tai-khoan/<int:pk>/mo-lai/", keeping.account_reopen, name="account_reopen"),
    path("tai-khoan/<int:pk>/ma-moi/", keeping.account_code, name="account_code"),
    path("tai-khoan/<int:pk>/ket-thuc-phien/", keeping.account_sessions_end, name="account_sessions_end"),
    path("tai-khoan/<int:pk>/vai-tro/", keeping.role_grant, name="role_grant"),
    path("tai-khoan/<int:pk>/giup/", keeping.factor_ask, name="factor_ask"),
    path("tai-khoan/vai-tro/<int:pk>/ket-thuc/", keeping.role_end, name="role_end"),
    path("tai-khoan/giup/<int:pk>/xac-nhan/", keeping.factor_confirm, name="factor_confirm"),
    path("tai-khoan/giup/<int:pk>/thoi/", keeping.factor_drop, name="factor_drop"),
]
