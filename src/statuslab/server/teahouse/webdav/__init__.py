"""WebDAV at /cellar/, in memory: RFC 4918 classes 1, 2 and 3, and the bindings of RFC 5842.

routing.py has the handler of each method. A handler gets a WebdavRequest (request.py) and returns a Reply (replies.py).
"""
