"""One window of WebKit, as these tests work it."""

import os
import shutil
import warnings

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.webkit import bringing

PATIENCE = 30


def opened(screen):
    """A window with a disk of its own, on this display."""
    service = webdriver.WebKitGTKService(
        shutil.which(bringing.DRIVER), env={**os.environ, "DISPLAY": screen}
    )
    with warnings.catch_warnings():
        # Selenium warns of how it calls itself.
        warnings.simplefilter("ignore", DeprecationWarning)
        driver = webdriver.WebKitGTK(options=webdriver.WebKitGTKOptions(), service=service)
    driver.set_script_timeout(PATIENCE)
    return Window(driver)


class Window:
    """One window of WebKit, and what these tests do in it."""

    def __init__(self, driver):
        self.driver = driver

    def go(self, address):
        self.driver.get(address)

    def until(self, true):
        return WebDriverWait(self.driver, PATIENCE).until(lambda _: true())

    def find(self, selector):
        """The one that can be seen, once it can."""
        return self.until(lambda: next((one for one in self._all(selector) if one.is_displayed()), None))

    def _all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def reads(self, words, within="body"):
        """Wait until it is read there."""
        self.until(lambda: words in self.text(within))

    def text(self, selector):
        script = "return document.querySelector(arguments[0])?.innerText ?? ''"
        return self.driver.execute_script(script, selector)

    def click(self, words):
        """The button or link that says so."""
        of = f'//*[self::button or self::a][contains(normalize-space(.), "{words}")]'
        self.until(
            lambda: next((one for one in self.driver.find_elements(By.XPATH, of) if one.is_displayed()), None)
        ).click()

    def run(self, script, *given):
        return self.driver.execute_script(script, *given)

    def wait_for(self, script):
        """What a promise of the page's brings."""
        tells = "const tell = arguments[arguments.length - 1];"
        return self.driver.execute_async_script(f"{tells} (async () => {{ {script} }})().then(tell, tell);")
