// Every text of the messenger in English. What depends on a value is a function. Sorted by where it is shown.

const plural = new Intl.PluralRules("en");
const of = (count: number, one: string, other: string): string =>
  `${count.toLocaleString("en")} ${plural.select(count) === "one" ? one : other}`;

export const en = {
  app: "Natter",
  nobody: "Somebody",
  group: "Group",
  back: "Back",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  retry: "Try again",
  more: "More",
  loading: "Loading…",

  problems: {
    noAnswer: "The server does not answer. Try again in a moment.",
    notAllowed: "You may not do that.",
    notFound: "That is not there any more.",
    tooLarge: "That is too large.",
    tooOften: "That was too much at once. Try again in a moment.",
    other: (code: number, text: string): string => `That did not work (${code} ${text}).`,
  },

  // ---- connection
  offline: "No connection. What you write is sent as soon as there is one.",
  connecting: "Connecting…",
  retryNow: "Connect now",

  // ---- welcome, logging in, signing up
  welcome: {
    title: "Welcome to Natter",
    line: "Talk in twos and in groups, from all your devices.",
    invited: "You were invited to a group. Log in or create an account to join it.",
    logIn: "Log in",
    signUp: "Create an account",
    language: "Language",
  },

  account: {
    name: "Your name",
    nameHint: "Others see it. Any name you like.",
    nameMissing: "Say a name, so that others know who writes.",
    picture: "Picture",
    choosePicture: "Choose a picture",
    removePicture: "Remove",
    pictureBad: "This picture cannot be read. Try another one.",
    login: "Account name",
    loginHint: "You log in with it. Nobody else sees it.",
    loginBad: "1 to 64 characters, without a colon.",
    loginTaken: "Somebody has this account name already. Try another one.",
    password: "Password",
    newPassword: "New password",
    passwordHint: "At least 8 characters. The longer, the better.",
    passwordShort: "A password has at least 8 characters.",
    passwordCommon: "This password is one of the most common ones. Choose another one.",
    show: "Show password",
    hide: "Hide password",
    strength: { short: "Too short", fair: "Could be longer", good: "Good", strong: "Strong" },
    mayBeFound: "Others may find me",
    mayBeFoundHint: "Off: only who has your id or a link can write to you first.",
    words: "Words by which I am found",
    wordsHint:
      "Your name, your town, what you like. At most 16, with spaces between them. Everybody can search them.",
    wordsAre: (words: string): string => `You are found by: ${words}`,
    wordsMissing: "Say at least one word with two letters.",
  },

  logIn: {
    title: "Log in",
    submit: "Log in",
    wrong: "The account name or the password is wrong.",
    disabled: "This account was disabled by the operator.",
    other: "No account yet?",
    over: "You are logged out on this device.",
    again: "Log in again",
    againLine:
      "You were logged out, because the login is over or the password was changed. All that you see and wrote stays.",
    later: "Later",
  },

  signUp: {
    title: "Create an account",
    submit: "Create account",
    other: "You have one already?",
  },

  profile: {
    title: "Profile",
    about: "About you",
    saved: "Saved",
    finding: "Being found",
    mustAsk: "Whoever starts a conversation with me must ask first",
    id: "Your id",
    idHint: "Give it to others. They can find you with it and start a conversation.",
    changePassword: "Change password",
    passwordHint: "You stay logged in here. All other devices must log in again.",
    passwordChanged: "Your password was changed.",
    otherAccount: "This is not the name of your account.",
    device: "This device",
    theme: "Appearance",
    themes: { system: "Like the system", light: "Light", dark: "Dark" },
    sound: "Play a sound when a message comes",
    notifications: "Show notifications while I look elsewhere",
    notificationsDenied: "The browser does not allow it. Change that in the settings of the browser.",
    logOut: "Log out on this device",
    logOutQuestion: "Log out on this device?",
    logOutLine: "What is kept here is removed. Your account and your messages stay.",
    logOutUnsent: (count: number): string =>
      `${of(count, "message was", "messages were")} not sent yet and will be lost.`,
    logOutYes: "Log out",
  },

  // ---- list
  list: {
    title: "Conversations",
    empty: "Nobody here yet. Start a conversation.",
    begin: "Begin something new",
    start: "New conversation",
    startGroup: "New group",
    search: "Search conversations",
    nothing: (text: string): string => `No conversation with “${text}”.`,
    searchAll: "Search among all people and groups",
    profile: "Your profile",
    unread: (count: number): string =>
      count >= 1000 ? "1,000 or more unread" : of(count, "unread", "unread"),
    manyUnread: "999+",
    online: "online",
    you: "You",
    picture: "Picture",
    long: "Picture or long text",
    waiting: "Waiting for approval",
    blocked: "You cannot write",
    muted: "Muted or banned",
    yesterday: "Yesterday",
    choose: "Choose a conversation, or start one.",
  },

  find: {
    title: "New conversation",
    search: "Name, word or id",
    hint: "People and groups who want to be found, by their words. Or paste an id or a link.",
    short: "Type at least three letters.",
    mine: "My conversations",
    others: "People and groups",
    none: "Nobody found. Whoever does not want to be found can give you an id or a link.",
    off: "This server has no search. Paste an id or a link.",
    searching: "Searching…",
    found: (count: number): string => of(count, "result", "results"),
    by: (words: string): string => `Found by ${words}`,
    you: "This is your own id.",
    badId: "There is nobody with this id.",
  },

  requests: {
    title: "Requests and news",
    invitation: (name: string): string => `${name} invites you`,
    asksToJoin: (name: string): string => `${name} asks to join`,
    asksToTalk: (name: string): string => `${name} wants to talk with you`,
    accept: "Accept",
    decline: "Decline",
    declined: (name: string): string =>
      `Declined. ${name} does not hear of it, and cannot write to you unless you write first.`,
    approve: "Approve",
    block: "Block",
    news: "News",
    dismiss: "Dismiss",
    dismissAll: "Dismiss all news",
    none: "No requests and no news.",
    lost: "You have no access any more.",
    offered: "You are offered the group. Look at its members to take it over.",
    changed: "What you may do has changed:",
  },

  news: {
    from: (name: string, group: string): string => `${name} in ${group}`,
    message: "New message",
  },

  // ---- a conversation
  conversation: {
    messages: "Messages",
    noSuch: "There is no such conversation.",
    empty: "Nothing was said here yet. Say hello.",
    beginning: "This is the beginning.",
    guest: "Guest",
    about: "About",
    today: "Today",
    yesterday: "Yesterday",
    unread: "Unread messages",
    members: (count: number): string => of(count, "member", "members"),
    membersOnline: (count: number, online: number): string =>
      `${of(count, "member", "members")}, ${online.toLocaleString("en")} online`,
    toEnd: (below: number): string =>
      below > 0 ? `${of(below, "new message", "new messages")} below` : "To the newest message",
    said: (name: string, text: string): string => `${name}: ${text}`,
    states: { queued: "Waiting to be sent", sent: "Sent", failed: "Not sent" },
    discard: "Discard",
    menu: "What to do with this message",
    copy: "Copy text",
    copied: "Copied",
    notCopied: "The browser did not let it be copied.",
    deleteForMe: "Delete for me up to here…",
    deleteForAll: "Delete for everybody up to here…",
    deletingForMe: {
      title: "Delete for you?",
      text: (time: string): string =>
        `This message and everything before it, up to ${time}, disappears from all your devices. The others keep it.`,
      yes: "Delete for me",
    },
    deletingForAll: {
      title: "Delete for everybody?",
      text: (time: string): string =>
        `This message and everything before it, up to ${time}, is deleted for everybody. Nobody can bring it back. A window that shows it now keeps it until one comes back to that window.`,
      yes: "Delete for everybody",
    },
    openPicture: (name: string): string => `Picture from ${name}, open large`,
    pictureFrom: (name: string): string => `Picture from ${name}`,
    savePicture: "Save picture",
  },

  composer: {
    label: (name: string): string => `Message to ${name}`,
    placeholder: "Message",
    send: "Send",
    picture: "Add a picture",
    pictureFile: "Picture file",
    chosenPicture: "The picture that goes with the message",
    removePicture: "Remove the picture",
    badPicture: "This picture cannot be read, or cannot be made small enough.",
    tooLong: (bytes: number): string => `Too long by ${of(bytes, "byte", "bytes")}. Send it in parts.`,
    short: (bytes: number): string => `${of(bytes, "byte", "bytes")} left.`,
  },

  // why one cannot write, below the history
  foot: {
    reads: "You may read here, but not write.",
    blocks: { person: (name: string): string => `You blocked ${name}.`, group: (): string => "" },
    muted: "You left this in silence: nothing arrives here.",
    unmute: "Receive messages again",
    banned: {
      person: (name: string): string => `You cannot write to ${name}.`,
      group: (): string => "You were banned from this group.",
    },
    waiting: {
      person: (name: string): string => `${name} was asked. You can write as soon as the answer is yes.`,
      group: (): string =>
        "The managers were asked. You can read and write as soon as one of them lets you in.",
    },
    gone: "This is not there any more.",
    refused: "This conversation cannot be opened.",
    toList: "To the list",
  },

  firstContact: {
    label: "New contact",
    text: (name: string): string => `${name} writes to you for the first time. Your answer is a yes.`,
    accept: "Accept",
    block: "Block",
  },

  door: {
    invited: { text: "You are invited to this group.", yes: "Join", no: "Decline" },
    asked: { text: "Wants to talk with you.", yes: "Accept", no: "Block" },
    stranger: {
      text: "You are not in this group. If it does not let everybody in, its managers are asked.",
      yes: "Join",
      no: "Back",
    },
  },

  farewell: {
    unblock: "Unblock",
    blockName: (name: string): string => `Block ${name}`,
    block: {
      action: "Block…",
      title: (name: string): string => `Block ${name}?`,
      text: "No messages reach you from there, and nobody sees there whether you are online. You can unblock at any time.",
      yes: "Block",
    },
    leave: {
      action: "Leave group…",
      title: (name: string): string => `Leave ${name}?`,
      text: "You will not get its messages any more. To come back you may have to ask.",
      yes: "Leave",
    },
    forget: {
      action: "Delete conversation…",
      title: (name: string): string => `Delete the conversation with ${name}?`,
      text: "It disappears from all your devices. The other keeps it. A new message begins it anew.",
      shut: "It disappears from all your devices. The other keeps it. You hear nothing from there until you write again.",
      yes: "Delete",
    },
    remove: {
      action: "Delete group…",
      title: (name: string): string => `Delete ${name}?`,
      text: "The group and all its messages are deleted for everybody. Nobody can bring them back.",
      yes: "Delete group",
    },
  },

  // ---- about a person or a group
  about: {
    title: "About",
    toTalk: "To the conversation",
    id: "Id",
    copy: "Copy",
    copyWhat: (what: string): string => `Copy: ${what}`,
    note: "Your note",
    noteHint: "Only you see it.",
    noteSaved: "Note saved",
    saved: "Saved",
    mute: "Mute",
    muteHint: "You hear of messages here only when you look.",
    edit: "Name and picture",
    offered: (name: string): string =>
      `You are offered ${name}. Whoever owns a group decides everything in it.`,
    takeOver: "Take over the group",
    ownerLeaves: "You own this group. To leave it, hand it over first.",
    newcomers: {
      label: "People whom nobody invited",
      open: "May join",
      ask: "Must ask first",
      closed: "Stay outside",
      other: (mode: string): string => `Get ${mode}`,
      hints: {
        open: "Whoever finds the group reads and writes at once.",
        ask: "Managers decide on each request. In a group with a link only the link helps.",
        closed: "Only invitations, and the link if there is one.",
      },
    },
    finding: {
      label: "This group may be found",
      hint: "Off: only those who were invited or have a link know of it.",
      words: "Words by which it is found",
      are: (words: string): string =>
        words === "" ? "At least one word with two letters." : `Found by: ${words}`,
    },
  },

  rights: {
    R: "read",
    W: "write",
    P: "see who is there",
    S: "manage members",
    D: "delete messages for everybody",
    O: "own the group",
  },

  members: {
    title: "Members",
    you: "(you)",
    letters: "Rights as letters of the protocol",
    more: "More members",
    roles: {
      owner: "Owner",
      manager: "Manager",
      member: "Member",
      reader: "Reads only",
      outside: "Invited or not let in",
      banned: "Banned",
    },
    offered: "Offered the group",
    requests: "Requests",
    wants: (mode: string): string => `Asks for ${mode}`,
    approve: "Approve",
    decline: "Decline",
    approveName: (name: string): string => `Approve ${name}`,
    declineName: (name: string): string => `Decline ${name}`,
    invite: "Invite",
    inviteTitle: "Invite people",
    inviteCount: (count: number): string =>
      count === 0 ? "Invite" : `Invite ${of(count, "person", "people")}`,
    may: "May",
    saveRights: "Save rights",
    write: "Write a message",
    letIn: "Let in",
    ban: "Ban",
    unban: "Lift the ban",
    offer: "Offer the group",
    withdraw: "Withdraw the offer",
  },

  pick: {
    search: "Search people",
    hint: "Your contacts, and whoever wants to be found.",
    people: "People",
    nobody: "You have no contacts yet. Search for somebody.",
    none: "Nobody found.",
  },

  link: {
    title: "Link to join",
    none: "Whoever has the link joins at once, without asking.",
    open: "Whoever has this link joins at once. Treat it like a key.",
    closed: "The link is closed: it opens nothing.",
    make: "Make a link",
    renew: "New link",
    reopen: "Open with a new link",
    close: "Close link",
    questions: { renew: "Make a new link?", close: "Close the link?" },
    stays: "The link of now opens nothing any more. Whoever joined by it stays.",
    label: "Link",
    qr: "QR code of the link",
    off: "This server has no links into groups.",
  },

  newGroup: {
    title: "New group",
    name: "Name of the group",
    nameMissing: "A group needs a name.",
    joining: "Who may join",
    invited: "Invited only",
    ask: "Ask first",
    link: "Anybody with the link",
    hints: {
      invited: "You and other managers invite.",
      ask: "Whoever finds the group asks, and managers decide.",
      link: "You get a link and a QR code to share.",
    },
    members: "First members",
    submit: "Create group",
    notInvited: (names: string): string => `Not invited: ${names}`,
  },

  join: {
    title: "Invitation",
    text: "You were invited by a link. Join, and you read and write with the others.",
    submit: "Join",
    gone: "This group is not there any more.",
    closed: "This link does not open the group. It may be old or closed; ask for a new one.",
    full: "The group is full.",
  },
};

export type Texts = typeof en;
