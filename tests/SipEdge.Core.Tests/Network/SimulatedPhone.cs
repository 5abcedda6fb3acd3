using System.Globalization;
using System.Text;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>
/// A telephone on the simulated network: places calls or answers them as its plan says, on the same transaction layer as the
/// edge, and remembers everything it was told.
/// </summary>
internal sealed class SimulatedPhone : ITransactionUser, ILoopHandler
{
    private readonly TransactionLayer _layer;
    private readonly PriorityQueue<Action<long>, long> _plan = new();
    private readonly Dialog _dialog;
    private readonly byte[] _buffer = new byte[8192];
    private readonly string _name;
    private readonly Random _random;
    private TransactionId _invite;
    private Flow _peer;
    private int _calls;
    private byte[] _tag = [];
    private int _registers;
    private bool _challenged;
    private (string User, string Password, Flow Edge, string Contact) _register;

    public SimulatedPhone(string name, SocketEndpoint address, SimulatedNetwork network, int seed)
    {
        _name = name;
        _random = new Random(seed);
        Node = network.AddNode(address);
        Node.Handler = this;
        _layer = new TransactionLayer(Node, this, TransactionOptions.Default, 0, random: _random.NextBytes);
        _dialog = new Dialog(_layer.Buffers);
    }

    private readonly HashSet<string> _pracked = [];
    private int _rseq;
    private bool _unacknowledged;
    private TransactionId _asked;
    private TransactionId _reoffer;
    private uint _inviteCSeq;

    public SimulatedNode Node { get; }

    /// <summary>What was received, in order: "180", "INVITE", "BYE" …</summary>
    public List<string> Heard { get; } = [];

    /// <summary>The whole of what was received, for what must never be in it.</summary>
    public List<string> Messages { get; } = [];

    public string Offer { get; set; } = Description("192.0.2.200", 40000);

    /// <summary>Its answer to an offer; null: <see cref="Offer"/>, whatever was offered.</summary>
    public Func<string, string>? Answers { get; set; }

    // The callee's plan.
    public int RingAfter { get; set; } = 50;
    public int AnswerAfter { get; set; } = 200;
    public int AnswerStatus { get; set; } = 200;
    public bool EarlyMedia { get; set; }
    public bool AnswersWithoutBody { get; set; }

    /// <summary>Other places that the callee's proxy rings; each has a tag of its own, that of the phone and this number.</summary>
    public List<ForkPlan> Forks { get; } = [];

    /// <summary>Which of them answers in place of the phone; null: the phone.</summary>
    public int? AnswersAtFork { get; set; }

    /// <summary>The callee rings reliably (RFC 3262): repeats until the PRACK, and lets its 2xx wait for that.</summary>
    public bool RingsReliably { get; set; }

    /// <summary>It says of every re-INVITE that it is at it, and never more.</summary>
    public bool OnlyTries { get; set; }

    /// <summary>Its answer to every re-INVITE; 0: it takes them.</summary>
    public int RefusesReoffers { get; set; }

    /// <summary>How long a re-INVITE waits for its answer.</summary>
    public int ReofferAnswerAfter { get; set; }

    /// <summary>What its own re-INVITE or UPDATE was answered last.</summary>
    public int FinalOfReoffer { get; private set; }

    /// <summary>Session timers shorter than this are refused; 0: none are.</summary>
    public int LeastSession { get; set; }

    /// <summary>Every session is too short for it, by a second.</summary>
    public bool WantsMore { get; set; }

    /// <summary>How many reliable responses it sends, each when the one before was acknowledged.</summary>
    public int ReliableRings { get; set; } = 1;

    /// <summary>The caller acknowledges reliable responses.</summary>
    public bool Pracks { get; set; } = true;

    /// <summary>An offer that it makes with its PRACK.</summary>
    public string PrackOffer { get; set; } = "";

    /// <summary>What came with the PRACK that was heard last.</summary>
    public string PrackedBody { get; private set; } = "";

    /// <summary>Its answer to every UPDATE; 0: it takes them.</summary>
    public int RefusesUpdates { get; set; }

    /// <summary>Where it says it is in later requests, in place of its address.</summary>
    public string? ContactOverride { get; set; }

    /// <summary>Lines of every response.</summary>
    public string ExtraHeaders { get; set; } = "";

    /// <summary>Its answer to an INVITE with a sips URI; 0: it takes them.</summary>
    public int RefusesSips { get; set; }

    /// <summary>Asks for credentials before anything else.</summary>
    public DigestGuard? Guard { get; set; }

    /// <summary>What it says to OPTIONS; not given: 200.</summary>
    public Func<(int Status, string Headers)>? AnswersOptions { get; set; }

    /// <summary>How long it thinks about OPTIONS.</summary>
    public Func<int>? OptionsTake { get; set; }

    /// <summary>0: the other side hangs up.</summary>
    public int HangUpAfter { get; set; }

    /// <summary>The description that it puts into the answer to an INFO, where none belongs.</summary>
    public string InfoAnswer { get; set; } = "";

    // The caller's plan.

    /// <summary>Whether a Call-ID will do; null: any.</summary>
    public Func<string, bool>? PicksCallId { get; set; }
    public int CancelAfter { get; set; }

    /// <summary>The answer to an offer that the 2xx brings.</summary>
    public string AckBody { get; set; } = "";

    /// <summary>What it says to a REGISTER; null: that it has no say.</summary>
    public PhoneRegistrarPlan? Registrar { get; set; }

    public int FinalStatus { get; private set; }
    public bool Confirmed { get; private set; }
    public bool Ended { get; private set; }

    /// <summary>It keeps one call in mind, so it places the next when that is over.</summary>
    public bool CanCall => Ended || _peer == default;

    public string LastBody { get; private set; } = "";

    /// <summary>The To tags of what was received, next to <see cref="Heard"/> of responses.</summary>
    public List<string> Tags { get; } = [];

    /// <summary>Every description that was received, in order.</summary>
    public IEnumerable<string> Bodies => Messages
        .Select(static message => message[(message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])
        .Where(static body => body.Length > 0);
    public string AckedBody { get; private set; } = "";
    public int Transactions => _layer.Count;

    public static string Description(string address, int port, string extra = "") =>
        $"v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0 101\r\n"
        + $"a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n{extra}";

    /// <summary>The audio port of a description.</summary>
    public static int PortOf(string description) =>
        int.Parse(description.Split("m=audio ")[1].Split(' ')[0], CultureInfo.InvariantCulture);

    public void Call(string uri, in Flow edge, long now, string extraHeaders = "", string? from = null)
    {
        _peer = edge;
        _calls++;
        Ended = Confirmed = false;
        var contact = Encoding.ASCII.GetString(Node.SentBy(edge));
        var headers = $"Max-Forwards: 70\r\nFrom: {from ?? $"\"{_name}\" <sip:{_name}@example.net>"};tag={_name}-{_calls}-{_random.Next():x}\r\n"
            + $"To: <{uri}>\r\nCall-ID: {CallId()}\r\nCSeq: 1 INVITE\r\n"
            + $"Contact: <sip:{_name}@{contact}>\r\n{extraHeaders}";
        _invite = _layer.Send(Request(SipMethod.Invite, uri, headers, Offer), edge, owner: 1, now);
        if (CancelAfter > 0)
        {
            Later(now + CancelAfter, at => _layer.Cancel(_invite, [], at));
        }
    }

    /// <summary>Registers at the edge, with credentials when they are asked for.</summary>
    public void Register(string user, string password, Flow edge, string contact, long now)
    {
        _register = (user, password, edge, contact);
        _challenged = false;
        SendRegister("", now);
        Node.Tick();
    }

    public void HangUp(long now)
    {
        if (!Confirmed || Ended)
        {
            return;
        }
        Ended = true;
        SendInDialog(SipMethod.Bye, "", owner: 2, now);
    }

    public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now)
    {
        Messages.Add(Encoding.Latin1.GetString(message));
        _layer.OnMessage(message, flow, now);
    }

    public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now) => _layer.OnSendFailed(token, failure, now);

    public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
    {
    }

    public long OnTick(long now)
    {
        while (_plan.TryPeek(out var act, out var due) && due <= now)
        {
            _plan.Dequeue();
            act(now);
        }
        var next = _layer.OnTick(now);
        return _plan.TryPeek(out _, out var planned) ? Math.Min(next, planned) : next;
    }

    public bool MayAnswerMalformed(in Flow flow) => true;

    public void OnMalformed(in SipMessageView message, int status, in Flow flow, long now) => Heard.Add("malformed");

    public void OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        Heard.Add(Encoding.ASCII.GetString(request.MethodName));
        if (Guard?.Refuse(request) is { } challenge)
        {
            _layer.Respond(server, new ResponseContent
            {
                Status = Guard.Status,
                ToTag = request.ToTag.IsEmpty ? Encoding.ASCII.GetBytes($"guard-{Guard.Asked}") : default,
                Headers = Encoding.ASCII.GetBytes(challenge),
            }, now);
            return;
        }
        switch (request.Method)
        {
            case SipMethod.Invite when RefusesSips != 0 && request.RequestUri.StartsWith("sips:"u8):
                _layer.Respond(server, new ResponseContent { Status = RefusesSips, ToTag = "no-sips"u8 }, now);
                break;
            case SipMethod.Invite when request.ToTag.IsEmpty:
                Ring(server, request, flow, now);
                break;
            case SipMethod.Invite when OnlyTries:
                _layer.Respond(server, Response(183, [], ""), now);
                break;
            case SipMethod.Invite or SipMethod.Update when !request.ToTag.IsEmpty && IsTooShort(request):
                var longer = Response(422, [], "");
                longer.Headers = Encoding.ASCII.GetBytes($"Min-SE: {LeastSession}\r\n");
                _layer.Respond(server, longer, now);
                break;
            case SipMethod.Invite or SipMethod.Update when RefusesReoffers > 0:
                _layer.Respond(server, Response(RefusesReoffers, [], ""), now);
                break;
            case SipMethod.Invite when ReofferAnswerAfter > 0:
                LastBody = Encoding.ASCII.GetString(request.Body);
                _reoffer = server;
                Later(now + ReofferAnswerAfter, at =>
                {
                    if (_reoffer == server)
                    {
                        _invite = server;
                        _reoffer = TransactionId.None;
                        _layer.Respond(server, Ended ? Response(481, [], "") : Response(200, [], Answer()), at);
                    }
                });
                break;
            case SipMethod.Invite or SipMethod.Update:
                LastBody = Encoding.ASCII.GetString(request.Body);
                _invite = request.Method == SipMethod.Invite ? server : _invite;
                var refused = request.Method == SipMethod.Update ? RefusesUpdates : 0;
                var silent = request.Method == SipMethod.Update && request.Body.IsEmpty;
                var response = refused > 0 ? Response(refused, [], "") : Response(200, [], silent ? "" : Answer());
                if (refused == 422 && WantsMore)
                {
                    response.Headers = Encoding.ASCII.GetBytes($"Min-SE: {SessionOf(request) + 1}\r\n");
                }
                _layer.Respond(server, response, now);
                break;
            case SipMethod.Options when AnswersOptions is { } answers:
                var (status, headers) = answers();
                Later(now + (OptionsTake?.Invoke() ?? 0), at => _layer.Respond(
                    server, new ResponseContent { Status = status, ToTag = "here"u8, Headers = Encoding.ASCII.GetBytes(headers) }, at));
                break;
            case SipMethod.Prack:
                OnPrack(server, request, now);
                break;
            case SipMethod.Info:
                _layer.Respond(server, Response(200, [], InfoAnswer), now);
                break;
            case SipMethod.Register when Registrar is { } registrar:
                if (registrar.Answer(Encoding.Latin1.GetString(request.Bytes), now) is { } answer)
                {
                    _layer.Respond(
                        server,
                        new ResponseContent
                        {
                            Status = answer.Status,
                            ToTag = "registrar"u8,
                            Headers = Encoding.ASCII.GetBytes(answer.Headers),
                        },
                        now);
                }
                break;
            case SipMethod.Bye:
                Ended |= Confirmed || Forks.Count == 0; // of one place that rings, the others ring on
                _layer.Respond(server, Response(200, [], ""), now);
                break;
            default:
                _layer.Respond(server, Response(200, [], ""), now);
                break;
        }
    }

    public void OnAck(in SipMessageView ack, in Flow flow, long now)
    {
        Heard.Add("ACK");
        AckedBody = Encoding.ASCII.GetString(ack.Body);
        _layer.Acknowledge(_invite);
        if (!Confirmed)
        {
            Confirmed = true;
            if (HangUpAfter > 0)
            {
                Later(now + HangUpAfter, HangUp);
            }
        }
    }

    public void OnCancel(TransactionId inviteServer, in SipMessageView cancel, in Flow flow, long now)
    {
        Heard.Add("CANCEL");
        if (Confirmed)
        {
            _reoffer = TransactionId.None; // the call goes on as it was
            _layer.Respond(inviteServer, Response(487, [], ""), now);
            return;
        }
        Ended = true;
        _layer.Respond(inviteServer, Response(487, _dialog.LocalTag, ""), now);
    }

    public void OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now)
    {
        Heard.Add(response.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Tags.Add(Encoding.ASCII.GetString(response.ToTag));
        if (owner == 1 && response.StatusCode is > 100 and < 200 && !(response.Has(HeaderId.RSeq)
            && Tags.Take(Tags.Count - 1).Contains(Tags[^1])))
        {
            Early.Add(new Dialog(_layer.Buffers));
            Early[^1].InitAsClient(response, "sip:edge.example"u8, overTls: false);
        }
        if (owner == 1 && Pracks && response.StatusCode < 200 && Encoding.ASCII.GetString(response.First(HeaderId.RSeq)) is { Length: > 0 } rseq
            && _pracked.Add($"{Encoding.ASCII.GetString(response.ToTag)} {rseq}"))
        {
            LastBody = Encoding.ASCII.GetString(response.Body);
            var body = Offer.Length == 0 && response.Body.Length > 0 ? Answer() : PrackOffer;
            var dialog = Early.Find(dialog => Encoding.ASCII.GetString(dialog.RemoteTag) == Tags[^1])!;
            SendOn(dialog, SipMethod.Prack, body, owner: 4, now, $"RAck: {rseq} {response.CSeq} INVITE\r\n");
        }
        FinalOfReoffer = owner == 3 ? response.StatusCode : FinalOfReoffer;
        if (owner == 5)
        {
            if (response.StatusCode == 401 && !_challenged)
            {
                _challenged = true;
                AnswerChallenge(response, now);
            }
            return;
        }
        if (owner is 2 or 4 || response.StatusCode < 200)
        {
            return;
        }
        LastBody = Encoding.ASCII.GetString(response.Body);
        if (owner == 1)
        {
            FinalStatus = response.StatusCode;
        }
        if (response.StatusCode >= 300 || response.Method != SipMethod.Invite)
        {
            Ended |= owner == 1;
            return;
        }
        if (owner == 1)
        {
            _dialog.InitAsClient(response, "sip:edge.example"u8, overTls: false);
            if (Early.Find(early => early.RemoteTag.SequenceEqual(_dialog.RemoteTag)) is { } early)
            {
                _dialog.ContinueFrom(early);
            }
            Confirmed = true;
            if (HangUpAfter > 0)
            {
                Later(now + HangUpAfter, HangUp);
            }
        }
        var writer = new SipWriter(_buffer);
        _dialog.WriteRequestHeaders(ref writer, SipMethod.Ack, response.CSeq, 70);
        _layer.Ack(client, Request(SipMethod.Ack, Encoding.ASCII.GetString(_dialog.RequestUri), Encoding.ASCII.GetString(writer.Written),
            Offer.Length == 0 && Answers is not null ? Answer() : AckBody), _peer, now);
    }

    public void OnTimeout(TransactionId client, long owner, long now)
    {
        Heard.Add("time-out");
        Ended = true;
    }

    public void OnTransportFailed(TransactionId client, long owner, FlowFailure failure, long now)
    {
        Heard.Add("transport failed");
        Ended = true;
    }

    public void OnNoAck(TransactionId inviteServer, long owner, long now)
    {
        Heard.Add("no ACK");
        Ended = true;
    }

    /// <summary>A dialog for each provisional response that a call of this phone heard.</summary>
    public List<Dialog> Early { get; } = [];

    /// <summary>A request on the dialog of one of the provisional responses.</summary>
    public void SendEarly(int index, SipMethod method, long now, string body = "")
    {
        SendOn(Early[index], method, body, owner: 3, now);
        Node.Tick();
    }

    /// <summary>A request of the callee on the dialog of a fork, or on its own.</summary>
    public void SendOnFork(int? fork, SipMethod method, long now, string body = "")
    {
        if (fork is { } number)
        {
            _dialog.Become(ForkTag(number), 1);
        }
        SendOn(_dialog, method, body, owner: 3, now);
        if (fork is not null)
        {
            _dialog.Become(_tag, 1);
        }
        Node.Tick();
    }

    /// <summary>A request inside the dialog, once there is one.</summary>
    public void Reoffer(
        SipMethod method, string body, long now, string extraHeaders = "", string contentType = "application/sdp")
    {
        if (Confirmed && !Ended)
        {
            _asked = SendOn(_dialog, method, body, owner: 3, now, extraHeaders, contentType);
        }
    }

    /// <summary>Cancels the request that <see cref="Reoffer"/> sent last.</summary>
    public void GiveUpReoffer(long now)
    {
        _layer.Cancel(_asked, [], now);
        Node.Tick();
    }

    private void SendRegister(string credentials, long now)
    {
        var (user, _, edge, contact) = _register;
        _registers++;
        var headers = $"Max-Forwards: 70\r\nFrom: <sip:{user}@edge.example>;tag=reg{_registers}\r\n"
            + $"To: <sip:{user}@edge.example>\r\nCall-ID: reg-{_name}\r\nCSeq: {_registers} REGISTER\r\n"
            + $"Contact: {contact}\r\n{credentials}";
        _layer.Send(Request(SipMethod.Register, "sip:edge.example", headers, ""), edge, owner: 5, now);
    }

    private void AnswerChallenge(in SipMessageView response, long now)
    {
        foreach (ref readonly var slot in response.Headers)
        {
            if (slot.Id == HeaderId.WwwAuthenticate
                && DigestChallengeView.TryParse(response.Value(slot), out var challenge) == DigestParseStatus.Complete)
            {
                var user = Encoding.ASCII.GetBytes(_register.User);
                Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
                var length = DigestResponse.WriteHa1(
                    challenge.Algorithm, user, challenge.Realm, Encoding.ASCII.GetBytes(_register.Password), ha1);
                var writer = new SipWriter(_buffer);
                DigestAnswer.Write(
                    ref writer, false, challenge, user, ha1[..length], "REGISTER"u8, "sip:edge.example"u8, "c"u8, 1);
                SendRegister(Encoding.ASCII.GetString(writer.Written), now);
                return;
            }
        }
    }

    private static int SessionOf(in SipMessageView request) => int.TryParse(
        Encoding.ASCII.GetString(request.First(HeaderId.SessionExpires)).Split(';')[0], CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : 0;

    private void Ring(TransactionId server, in SipMessageView invite, in Flow flow, long now)
    {
        _invite = server;
        _inviteCSeq = invite.CSeq;
        _unacknowledged = false;
        FinalStatus = 0;
        _peer = flow;
        Ended = Confirmed = false;
        LastBody = Encoding.ASCII.GetString(invite.Body);
        if (SessionOf(invite) is var asked && (WantsMore || asked < LeastSession))
        {
            var tooShort = Response(422, "short"u8, "");
            tooShort.Headers = Encoding.ASCII.GetBytes($"Min-SE: {(WantsMore ? asked + 1 : LeastSession)}\r\n");
            _layer.Respond(server, tooShort, now);
            return;
        }
        var tag = Encoding.ASCII.GetBytes($"{_name}-{_random.Next(0x10000000, int.MaxValue):x}-0");
        _tag = tag;
        _dialog.Clear();
        _dialog.InitAsServer(invite, tag, overTls: false);
        if (RingAfter > 0 && RingsReliably && OptionTags.Has(invite, HeaderId.Supported, OptionTags.Rel100))
        {
            _rseq = 0;
            Later(now + RingAfter, at => RingReliably(server, tag, at));
        }
        else if (RingAfter > 0)
        {
            Later(now + RingAfter, at => _layer.Respond(server, Response(EarlyMedia ? 183 : 180, tag, EarlyMedia ? Answer() : ""), at));
        }
        foreach (var (fork, number) in Forks.Select(static (fork, index) => (fork, index + 1)))
        {
            Later(now + fork.After, at => _layer.Respond(
                server, Response(fork.Body.Length > 0 ? 183 : 180, ForkTag(number), fork.Body), at));
        }
        if (AnswerAfter > 0)
        {
            Later(now + AnswerAfter, Pick);
            void Pick(long at)
            {
                if (_unacknowledged && AnswerStatus < 300 && !Ended)
                {
                    Later(at + 50, Pick);
                }
                else if (!Ended && _invite == server)
                {
                    FinalStatus = AnswerStatus;
                    Ended |= AnswerStatus >= 300;
                    var answers = AnswersAtFork is { } fork ? ForkTag(fork) : tag;
                    _dialog.Become(answers, _dialog.RemoteCSeq);
                    _layer.Respond(server, Response(AnswerStatus, answers, AnswerStatus < 300 && !AnswersWithoutBody ? Answer() : ""), at);
                }
            }
        }
    }

    private void RingReliably(TransactionId server, byte[] tag, long now)
    {
        var number = ++_rseq;
        var body = EarlyMedia && number == 1 ? Answer() : "";
        _unacknowledged = true;
        Repeat(now, 500);
        void Repeat(long at, int wait)
        {
            if (Ended || FinalStatus != 0 || !_unacknowledged || _rseq != number)
            {
                return;
            }
            if (wait > 64_000)
            {
                Ended = true;
                _layer.Respond(server, Response(504, tag, ""), at); // RFC 3262 §3
                return;
            }
            var rings = Response(body.Length > 0 ? 183 : 180, tag, body);
            rings.Headers = Encoding.ASCII.GetBytes($"{Encoding.ASCII.GetString(rings.Headers)}Require: 100rel\r\nRSeq: {number + 700}\r\n");
            _layer.Respond(server, rings, at);
            Later(at + wait, next => Repeat(next, wait * 2));
        }
    }

    private void OnPrack(TransactionId server, in SipMessageView prack, long now)
    {
        if (Encoding.ASCII.GetString(prack.First(HeaderId.RAck)) != $"{_rseq + 700} {_inviteCSeq} INVITE" || !_unacknowledged)
        {
            _layer.Respond(server, Response(481, [], ""), now);
            return;
        }
        _unacknowledged = false;
        PrackedBody = Encoding.ASCII.GetString(prack.Body);
        _layer.Respond(server, Response(200, [], ""), now);
        if (_rseq < ReliableRings)
        {
            RingReliably(_invite, _tag, now);
        }
    }

    private string CallId()
    {
        string callId;
        do
        {
            callId = $"{_name}-{_calls}-{_random.NextInt64():x}@example.net";
        }
        while (PicksCallId?.Invoke(callId) == false);
        return callId;
    }

    private bool IsTooShort(in SipMessageView request) => SessionOf(request) < LeastSession;

    private string Answer() => Answers is null || LastBody.Length == 0 ? Offer : Answers(LastBody);

    private byte[] ForkTag(int number) => Encoding.ASCII.GetBytes($"{Encoding.ASCII.GetString(_tag)[..^1]}{number}");

    private void SendInDialog(SipMethod method, string body, long owner, long now, string extraHeaders = "") =>
        SendOn(_dialog, method, body, owner, now, extraHeaders);

    private TransactionId SendOn(
        Dialog dialog, SipMethod method, string body, long owner, long now, string extraHeaders = "",
        string contentType = "application/sdp")
    {
        var writer = new SipWriter(_buffer);
        dialog.WriteRequestHeaders(ref writer, method, dialog.NextCSeq(), 70);
        if (method is SipMethod.Invite or SipMethod.Update)
        {
            writer.Begin(HeaderId.Contact);
            writer.Append("<"u8);
            writer.Append(Encoding.ASCII.GetBytes(ContactOverride ?? $"sip:{Encoding.ASCII.GetString(Node.SentBy(_peer))}"));
            writer.Append(">"u8);
            writer.End();
        }
        writer.Lines(Encoding.ASCII.GetBytes(extraHeaders));
        return _layer.Send(
            new RequestContent
            {
                Method = method,
                RequestUri = dialog.RequestUri,
                Headers = writer.Written,
                ContentType = body.Length > 0 ? Encoding.ASCII.GetBytes(contentType) : default,
                Body = Encoding.ASCII.GetBytes(body),
            },
            _peer,
            owner,
            now);
    }

    private ResponseContent Response(int status, ReadOnlySpan<byte> tag, string body) => new()
    {
        Status = status,
        ToTag = tag.ToArray(),
        Headers = Encoding.ASCII.GetBytes($"Contact: <sip:{_name}@{Encoding.ASCII.GetString(Node.SentBy(_peer))}>\r\n{ExtraHeaders}"),
        ContentType = body.Length > 0 ? "application/sdp"u8 : default,
        Body = Encoding.ASCII.GetBytes(body),
    };

    private static RequestContent Request(SipMethod method, string uri, string headers, string body) => new()
    {
        Method = method,
        RequestUri = Encoding.ASCII.GetBytes(uri),
        Headers = Encoding.ASCII.GetBytes(headers),
        ContentType = body.Length > 0 ? "application/sdp"u8 : default,
        Body = Encoding.ASCII.GetBytes(body),
    };

    private void Later(long at, Action<long> act) => _plan.Enqueue(act, at);
}
