"""Given names: those frequent in Germany, of several languages, that are no other word; a net, not a register."""

_NAMES = """
    Abdul Abdullah Adam Ahmad Ahmed Aisha Alex Alexander Alexandra Alexej Ali Alina Amelie Amina Amir Amira Ana
    Anastasia Andrea Andreas Andrej Andrzej Angela Angelika Anja Anke Anna Annalena Anne Annette Anton Antonia
    Arthur Artur Asal Astrid Axel Aylin Ayse Ayşe Barbara Bastian Beata Beate Ben Benedikt Benjamin Bernd Bernhard
    Bettina Bilal Birgit Bogdan Bohdan Boris Brigitte Britta Bruno Burak Carina Carla Carlos Carmen Carolin Caroline
    Carsten Cem Charlotte Chiara Chris Christa Christian Christina Christine Christoph Christopher Clara Claudia
    Claus Corinna Cornelia Damian Daniel Daniela Daniele Dariusz David Dawid Denis Dennis Detlef Diana Dieter
    Dimitri Dirk Dmitri Dominik Doris Dorothea Dragan Dragana Edith Egon Elena Elias Elif Elisa Elisabeth Elke Ella
    Emil Emilia Emily Emine Emma Emre Erik Erika Erwin Esra Esther Eva Evelyn Ewa Fabian Fadi Farid Farida Fatima
    Fatma Fatou Felix Ferdinand Finn Florian Franz Franziska Frauke Frieda Friedrich Gabi Gabriel Gabriele Georg
    Gerd Gerda Gerhard Gertrud Gisela Giulia Goran Gregor Greta Grzegorz Gustav Günter Günther Hala Hamid Hamza
    Hanna Hannah Hannelore Hannes Hans Harald Hasan Hassan Hatice Hedwig Heidi Heike Heiko Heinrich Heinz Helena
    Helene Helga Helmut Hendrik Henri Henry Herbert Hermann Hildegard Holger Horst Hussein Hüseyin Ibrahim Ibrahima
    Ida Igor Ilona Ina Ines Inga Ingo Ingrid Irene Irina Iris Irmgard Iryna Isabel Isabell Isabella Ismail Ivan
    Ivana Iwan Jacek Jakob Jan Jana Janina Janine Jannik Jasmin Jelena Jens Jerzy Jessica Joachim Joanna Johann
    Johanna Johannes Jonas Jonathan Josef Joseph Julia Julian Juliane Julija Julius Justin Jutta Jörg Jürgen Kai
    Karim Karin Karina Karl Karla Karolina Karsten Katarina Kateryna Katharina Kathrin Katja Katrin Kerstin Kevin
    Khaled Kilian Kim Klara Klaus Konrad Kristin Krzysztof Lara Larissa Lars Larysa Laura Layla Lea Leila Lena Leni
    Leo Leon Leonie Lina Linda Linh Linus Lisa Lotte Louis Louisa Luca Lucas Ludmila Ludwig Luis Luisa Luise Luka
    Lukas Lydia Mahmoud Maja Malte Mamadou Manfred Manuel Manuela Marc Marcel Marcin Marco Marcus Marek Margarete
    Margit Maria Mariam Marianne Marie Mario Marion Marko Markus Marlene Marta Martha Martin Martina Maryam Mateusz
    Mathilda Matthias Maximilian Mehdi Mehmet Melanie Meltem Meryem Mia Michael Michaela Michal Michelle Mila Milan
    Milica Mina Minh Miriam Mirko Mohamed Mohammad Mohammed Monika Moritz Murat Mustafa Mykola Nadine Nadja Natalia
    Natalie Natascha Navid Nele Nico Nicole Niklas Niko Nikola Nikolai Nils Nina Noah Nora Norbert Nour Oksana Olaf
    Ole Oleg Olena Olga Oliver Omar Oskar Osman Otto Parisa Pascal Patricia Patrick Paul Paula Pauline Pavel Pawel
    Petar Peter Petra Philipp Pia Piotr Rainer Ralf Ralph Rami Ramona Rana Raphael Rebecca Regina Reiner Reinhard
    Renate Reza Ricarda Richard Rita Robert Roland Rolf Ronny Rosemarie Rudolf Rüdiger Sabine Sabrina Sahra Samir
    Samira Samuel Sandra Sandro Sara Sarah Sascha Sebastian Selin Selina Sergej Serkan Silke Silvia Simon Simone
    Sina Slavica Sofia Sofie Sonja Sophia Sophie Stefan Stefanie Steffen Stephan Stephanie Susanne Sven Svenja
    Svetlana Sylvia Tamara Tanja Taras Tarek Tatjana Theo Theresa Thomas Thorsten Tim Timo Tina Tobias Tom Tomasz
    Toni Torsten Ulrich Ulrike Ursula Ute Uwe Valentin Valentina Vanessa Vasyl Vera Verena Veronika Viktor Viktoria
    Vincent Volker Volodymyr Walter Waltraud Waltraut Wasyl Werner Wiebke Wilhelm Willi Wladimir Wolfgang Yannick
    Yara Yasemin Yasmin Youssef Yulia Yusuf Yvonne Zahra Zehra Zeynep Zofia Zoran
"""
GIVEN_NAMES = frozenset(_NAMES.split())
