"""Events of two real plans of Đồng Tháp, and the script that makes them from the printed tables."""
