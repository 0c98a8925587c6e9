# The vocabulary that crosses more than one stage: plain frozen data, no behaviour beyond reading itself.
