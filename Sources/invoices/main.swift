Launch.now().run()
