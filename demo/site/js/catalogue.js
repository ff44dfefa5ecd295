// The whole range. `texture` is the close-up shown third in the gallery.

const oak = { name: "Oiled oak", color: "#c99b63" };
const walnut = { name: "Walnut", color: "#6f4a2f" };
const black = { name: "Black stain", color: "#33352f" };
const green = { name: "Linden green", color: "#4f724f" };
const clay = { name: "Clay", color: "#c5704a" };
const sand = { name: "Sand", color: "#e3d3b8" };
const blue = { name: "Lake blue", color: "#5c8394" };
const brass = { name: "Brass", color: "#cfa450" };

export const products = [
  { id: "ahorn", name: "Ahorn", kind: "Lounge chair", category: "furniture", price: 640, rating: 4.8, reviews: 212, badge: "Bestseller", added: 3, material: "Maple, wool bouclé", size: "78 × 80 × 92 cm", weight: "19 kg", finishes: [green, clay, sand], texture: "linen", text: "A deep, quiet chair with a back that holds you where it counts. The cover comes off in four minutes and can be washed." },
  { id: "linde", name: "Linde", kind: "Two-seater sofa", category: "furniture", price: 1490, rating: 4.7, reviews: 96, added: 9, material: "Beech, linen blend", size: "186 × 88 × 84 cm", weight: "52 kg", finishes: [clay, green, sand], texture: "linen", text: "Room for two and a cat. Feather and latex cushions, a frame without a single screw, and legs that come off for narrow stairs." },
  { id: "birke", name: "Birke", kind: "Side table", category: "furniture", price: 190, rating: 4.9, reviews: 341, added: 5, material: "Solid birch", size: "Ø 55, height 48 cm", weight: "6 kg", finishes: [oak, walnut, black], texture: "oak", text: "Three legs never wobble. Made from offcuts of our desk tops, so each one shows a slightly different grain." },
  { id: "esche", name: "Esche", kind: "Bookcase", category: "furniture", price: 870, was: 980, rating: 4.6, reviews: 74, badge: "Sale", added: 2, material: "Solid ash", size: "110 × 34 × 182 cm", weight: "61 kg", finishes: [oak, walnut], texture: "oak", text: "Four shelves, two drawers, and a back panel that lets cables through. Stands level on old floors thanks to hidden feet." },
  { id: "buche", name: "Buche", kind: "Counter stool", category: "furniture", price: 230, rating: 4.5, reviews: 58, added: 7, material: "Steamed beech", size: "Ø 36, height 65 cm", weight: "5 kg", finishes: [oak, black], texture: "oak", text: "A stool for kitchens in which people talk. The seat is turned from one piece and slightly hollow, so it stays comfortable." },
  { id: "kastanie", name: "Kastanie", kind: "Writing desk", category: "furniture", price: 1120, rating: 4.8, reviews: 43, badge: "New", added: 15, material: "Solid chestnut", size: "140 × 68 × 75 cm", weight: "38 kg", finishes: [oak, walnut], texture: "oak", text: "Three drawers, no visible cable, and a surface that gets better with every coffee ring you wipe away." },
  { id: "mond", name: "Mond", kind: "Arc floor lamp", category: "lamps", price: 420, rating: 4.7, reviews: 129, added: 8, material: "Brass, spun steel", size: "96 × 172 cm", weight: "11 kg", finishes: [brass, black], texture: "brass", text: "Reaches over a sofa without standing in the way. Warm light, dimmed by turning the ring under the shade." },
  { id: "pilz", name: "Pilz", kind: "Table lamp", category: "lamps", price: 165, rating: 4.9, reviews: 388, badge: "Bestseller", added: 10, material: "Glazed stoneware", size: "Ø 30, height 32 cm", weight: "3 kg", finishes: [clay, green, sand], texture: "clay", text: "A small lamp with a big glow. The shade is cast, glazed twice and fired for nineteen hours." },
  { id: "glocke", name: "Glocke", kind: "Pendant lamp", category: "lamps", price: 245, rating: 4.6, reviews: 81, added: 6, material: "Enamelled steel", size: "Ø 42, height 34 cm", weight: "2 kg", finishes: [green, clay, black], texture: "brass", text: "Hangs low over a table and lights the plates, not the eyes. Two metres of cotton cord, shortened without tools." },
  { id: "kranich", name: "Kranich", kind: "Desk lamp", category: "lamps", price: 198, rating: 4.4, reviews: 65, added: 4, material: "Steel, brass joints", size: "Reach 78 cm", weight: "4 kg", finishes: [brass, black], texture: "brass", text: "Stays exactly where you put it. Springs inside the arms, a heavy foot, and a switch you can find in the dark." },
  { id: "tau", name: "Tau", kind: "Vase", category: "ceramics", price: 78, rating: 4.8, reviews: 154, added: 11, material: "Speckled stoneware", size: "Ø 18, height 27 cm", weight: "1.4 kg", finishes: [sand, blue], texture: "sand", text: "Thrown by Ines in our own yard. Holds a single branch as well as a whole armful of meadow." },
  { id: "morgen", name: "Morgen", kind: "Mugs, set of two", category: "ceramics", price: 44, rating: 4.9, reviews: 502, badge: "Bestseller", added: 1, material: "Stoneware", size: "0.3 l and 0.22 l", weight: "0.7 kg", finishes: [green, clay], texture: "sand", text: "One for you, one a little smaller. The handle fits two fingers and the glaze survives the dishwasher." },
  { id: "hof", name: "Hof", kind: "Serving bowl", category: "ceramics", price: 62, rating: 4.7, reviews: 117, added: 12, material: "Stoneware", size: "Ø 28, height 13 cm", weight: "1.6 kg", finishes: [blue, sand], texture: "glaze", text: "Salad for six or lemons for a week. No two show the same stars: the white flecks are thrown on by hand." },
  { id: "nebel", name: "Nebel", kind: "Teapot", category: "ceramics", price: 96, rating: 4.6, reviews: 88, added: 13, material: "Stoneware, oak handle", size: "1.1 l", weight: "1.1 kg", finishes: [green, blue], texture: "glaze", text: "Pours without a drip. The handle is bent oak and stays cool; the strainer sits deep enough for large leaves." },
  { id: "moos", name: "Moos", kind: "Planter", category: "ceramics", price: 54, was: 68, rating: 4.5, reviews: 61, badge: "Sale", added: 14, material: "Terracotta", size: "Ø 22, height 20 cm", weight: "2.1 kg", finishes: [clay, sand], texture: "clay", text: "Breathes, as a pot should. With a saucer that fits inside the foot and never shows a rim of lime." },
  { id: "kiesel", name: "Kiesel", kind: "Plates, set of four", category: "ceramics", price: 118, rating: 4.8, reviews: 203, badge: "New", added: 16, material: "Stoneware", size: "Ø 26 cm", weight: "2.8 kg", finishes: [green, sand, clay], texture: "sand", text: "Four plates in four colours that get along. Flat enough for toast, deep enough for gravy." },
];

export const product = (id) => products.find((p) => p.id === id);

const eur = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });
export const money = (amount) => eur.format(amount);
