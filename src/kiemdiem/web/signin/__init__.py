"""Đăng nhập và tài khoản: sign-in, second factor, activation, acting for somebody, giving out accounts and roles."""
