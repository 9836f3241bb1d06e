"""The words by which two screens are compared: 256, so that a byte is a word.

English, short, known to most; no two differ in one letter only or begin each other, so that none is
misheard or misread for another. Their order is part of what both screens work out: it never changes.
"""

WORDS: tuple[str, ...] = tuple(
    """
    acorn album alley amber angle anvil apron atlas autumn bacon badger bamboo banana banjo barrel basket
    beach beaver bell berry bicycle bishop blanket blossom boat bonnet bottle bread bridge bronze brush
    bucket butter button cabin cactus camel candle canvas captain carpet carrot castle cedar cello chair
    cheese cherry chimney circle circus cliff clock clover coconut coffee compass cookie copper cotton
    crayon cricket crown crystal curtain cushion dancer denim desert diamond dinner doctor dolphin donkey
    dragon drum duck eagle earth easel echo elbow engine evening falcon farmer feather fence fiddle finger
    flame forest fossil frog galaxy garden garlic gate glacier glove goblin gold gravel guitar hammer
    harbour harp hazel hedge helmet heron hill hippo honey horse iceberg igloo island ivory jacket jaguar
    jelly jewel jigsaw juice jungle kettle king kitchen ladder lagoon lake lantern lemon leopard letter
    lettuce library lily lizard lobster lotus magnet mango maple market meadow melon mirror mosaic moth
    museum mustard napkin needle nest nickel noodle nutmeg oasis ocean octopus olive onion opera orange
    orchard ostrich otter paddle palace panda paper parsley peanut pebble pelican pencil piano pigeon
    pillow planet plum pocket pony potato pumpkin puzzle pyramid quartz queen quilt rabbit radio raven
    rhubarb ribbon robin rope ruby sailor salmon sand scarf school scooter shadow shell shovel silver snow
    sofa spider spinach spoon spring statue stone sugar summer sunset table teapot temple thimble thunder
    tiger tomato tractor train truffle trumpet tulip tundra tunnel turtle vanilla velvet village violin
    volcano waffle wagon walnut walrus water whale window wolf wombat yacht yellow yogurt zebra zigzag
    zipper
    """.split()  # noqa: SIM905 - two hundred quotation marks would help nobody.
)
