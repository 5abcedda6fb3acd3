using SipEdge.Load.Measure;
using SipEdge.Load.Sockets;
using static SipEdge.Load.Sip.DelayQueue;

namespace SipEdge.Load.Sip;

/// <summary>
/// A caller and a callee around one system under test, on one thread and one clock. Calls start at a steady rate whether or not
/// earlier ones are answered (open loop): INVITE, 407, ACK, INVITE, 100, 180, 200, ACK, BYE, 200.
/// </summary>
internal sealed class CallLoad : IDisposable
{
    private const int Slots = 1 << 15;
    private const long FirstRetransmission = 500 * Clock.Millisecond;
    private const int MostRetransmissions = 6;
    private readonly Call[] _calls = new Call[Slots];
    private readonly UdpBatch _caller;
    private readonly UdpBatch _callee;
    private readonly PhoneText _text;
    private readonly DelayQueue _ring;
    private readonly DelayQueue _hold;
    private readonly DelayQueue _again = new(FirstRetransmission);
    private readonly DelayQueue _guard = new(10 * Clock.Second);
    private double _interval;
    private double _nextStart = double.MaxValue;
    private int _number;

    internal CallLoad(CallLoadSettings settings)
    {
        Target = settings.Target;
        _caller = new UdpBatch(settings.Caller, 4096);
        _callee = new UdpBatch(settings.Callee, 4096);
        _text = new PhoneText(settings.Caller, settings.Callee, settings.CallerRtp, settings.CalleeRtp);
        _ring = new DelayQueue(settings.RingMilliseconds * Clock.Millisecond);
        _hold = new DelayQueue(settings.HoldMilliseconds * Clock.Millisecond);
        for (int i = 0; i < Slots; i++)
        {
            _calls[i] = new Call();
        }
    }

    internal Ipv4Endpoint Target { get; set; }

    internal MediaOffer Media { get; set; }

    /// <summary>Calls started from now on are counted here.</summary>
    internal CallStatistics Statistics { get; set; } = CallStatistics.Unwatched;

    /// <summary>True: calls stay up until <see cref="HangUp"/>.</summary>
    internal bool HoldCalls { get; set; }

    internal int Live { get; private set; }

    /// <summary>Calls that went through to the 200 of their BYE, since the beginning.</summary>
    internal long Completed { get; private set; }

    /// <summary>How late calls were started: beyond a millisecond or two the generator is the bottleneck.</summary>
    internal DelayHistogram Lateness { get; } = new();

    internal Waiting Waiting { get; } = new();

    internal IEnumerable<Call> Held => _calls.Where(call => call.Caller == CallerState.Held);

    internal void StartCalls(double perSecond)
    {
        _interval = Clock.Second / perSecond;
        _nextStart = Clock.Now;
    }

    internal void StopCalls() => _nextStart = double.MaxValue;

    /// <summary>
    /// One round: what is due, what has come, what is to be sent; then waits for the next event when nothing was to do.
    /// </summary>
    internal void Turn(bool wait)
    {
        long now = Clock.Now;
        bool busy = StartDue(now) | RunDue(_ring, now) | RunDue(_hold, now) | RunDue(_again, now) | RunDue(_guard, now);
        busy |= Receive(_callee, fromCallee: true) | Receive(_caller, fromCallee: false);
        _caller.Flush();
        _callee.Flush();
        if (wait)
        {
            Waiting.Turn(busy, NextDue(), _caller.Descriptor, _callee.Descriptor);
        }
    }

    internal void TurnUntil(Func<bool> done)
    {
        while (!done())
        {
            Turn(wait: true);
        }
    }

    internal void TurnFor(TimeSpan time)
    {
        long end = Clock.Now + (long)(time.TotalSeconds * Clock.Second);
        TurnUntil(() => Clock.Now >= end);
    }

    /// <summary>
    /// Stops starting and lets live calls end; those still live after the time-out have failed and said so by then.
    /// </summary>
    internal void Drain(TimeSpan limit)
    {
        StopCalls();
        long end = Clock.Now + (long)(limit.TotalSeconds * Clock.Second);
        TurnUntil(() => Live == 0 || Clock.Now >= end);
    }

    /// <summary>Sends BYE for held calls at a rate.</summary>
    internal void HangUp(double perSecond)
    {
        double next = Clock.Now;
        foreach (var call in Held.ToArray())
        {
            while (Clock.Now < next)
            {
                Turn(wait: false);
            }

            next += Clock.Second / perSecond;
            Bye(call, Clock.Now);
        }
    }

    /// <summary>Forgets all calls, because the system they went through is gone.</summary>
    internal void Abandon()
    {
        StopCalls();
        HoldCalls = false;
        foreach (var call in _calls)
        {
            call.Caller = CallerState.Done;
            call.Callee = CalleeState.Done;
        }

        Live = 0;
    }

    public void Dispose()
    {
        _caller.Dispose();
        _callee.Dispose();
    }

    private long NextDue()
    {
        long due = Math.Min(Math.Min(_ring.NextDue, _hold.NextDue), Math.Min(_again.NextDue, _guard.NextDue));
        return _nextStart < due ? (long)_nextStart : due;
    }

    private bool StartDue(long now)
    {
        bool started = false;
        for (int burst = 0; burst < 16 && _nextStart <= now; burst++)
        {
            Lateness.Add(now - (long)_nextStart);
            _nextStart += _interval;
            Start(now);
            started = true;
        }

        return started;
    }

    private void Start(long now)
    {
        int number = _number++;
        var call = _calls[number & (Slots - 1)];
        if (call.Live)
        {
            Fail(call, "still live when its slot was needed again");
        }

        call.Number = number;
        call.Statistics = Statistics;
        call.Media = Media;
        call.Caller = CallerState.Inviting;
        call.Callee = CalleeState.Idle;
        call.CSeq = 1;
        call.Challenged = false;
        call.Rang = false;
        call.Retransmissions = 0;
        if (Media.CallerSecure)
        {
            call.FromCaller.Renew();
        }

        call.Statistics.Started++;
        Live++;
        call.FirstInviteAt = now;
        SendInvite(call);
        _again.Add(number, Stage.Invite, now);
        _guard.Add(number, Stage.GiveUp, now);
    }

    private bool RunDue(DelayQueue queue, long now)
    {
        bool ran = false;
        while (queue.TryTake(now, out int number, out var stage))
        {
            ran = true;
            var call = _calls[number & (Slots - 1)];
            if (call.Number == number)
            {
                RunStage(call, stage, now);
            }
        }

        return ran;
    }

    private void RunStage(Call call, Stage stage, long now)
    {
        switch (stage)
        {
            case Stage.Answer when call.Callee == CalleeState.Ringing:
                call.Callee = CalleeState.Answered;
                SendAnswer(call);
                _again.Add(call.Number, Stage.AnswerAgain, now);
                break;
            case Stage.HangUp when call.Caller == CallerState.Held:
                Bye(call, now);
                break;
            case Stage.Invite when call.Caller == CallerState.Inviting && Again(call, stage, now):
                SendInvite(call);
                break;
            case Stage.AnswerAgain when call.Callee == CalleeState.Answered && call.Live && Again(call, stage, now):
                SendAnswer(call);
                break;
            case Stage.ByeAgain when call.Caller == CallerState.Ending && Again(call, stage, now):
                SendInDialog(call, bye: true);
                break;
            case Stage.GiveUp when call.Caller is CallerState.Inviting or CallerState.Proceeding:
                Fail(call, "no final answer to INVITE in 10 s");
                break;
        }
    }

    private bool Again(Call call, Stage stage, long now)
    {
        call.Statistics.Retransmissions++;
        if (++call.Retransmissions > MostRetransmissions)
        {
            Fail(call, $"no answer: {stage}");
            return false;
        }

        _again.Add(call.Number, stage, now);
        return true;
    }

    private bool Receive(UdpBatch socket, bool fromCallee)
    {
        int count = socket.Receive();
        long now = Clock.Now;
        for (int i = 0; i < count; i++)
        {
            var message = socket.Received(i);
            int status = MessageText.Status(message);
            if (status == 0)
            {
                OnRequest(socket, message, socket.Source(i), now);
            }
            else if (!fromCallee)
            {
                OnResponse(message, status, now);
            }
        }

        return count > 0;
    }

    private void OnResponse(ReadOnlySpan<byte> message, int status, long now)
    {
        var call = Find(MessageText.Number(MessageText.Header(message, "Call-ID"u8)));
        if (call is null || !call.Live)
        {
            return;
        }

        var cseq = MessageText.Header(message, "CSeq"u8);
        if (cseq.EndsWith("BYE"u8))
        {
            OnByeResponse(call, status, now);
        }
        else if (cseq[0] - '0' == call.CSeq)
        {
            OnInviteResponse(call, message, status, now);
        }
    }

    private void OnInviteResponse(Call call, ReadOnlySpan<byte> message, int status, long now)
    {
        if (status < 200)
        {
            if (call.Caller == CallerState.Inviting)
            {
                call.Caller = CallerState.Proceeding;
            }

            if (status >= 180 && !call.Rang)
            {
                call.Rang = true;
                call.Statistics.Ringing.Add(now - call.FirstInviteAt);
            }
        }
        else if (status < 300)
        {
            OnAnswer(call, message, now);
        }
        else
        {
            OnRefusal(call, message, status, now);
        }
    }

    private void OnAnswer(Call call, ReadOnlySpan<byte> message, long now)
    {
        if (call.Caller is CallerState.Held or CallerState.Ending)
        {
            call.Statistics.Repeats++;
            SendInDialog(call, bye: false);
            return;
        }

        call.To.Set(MessageText.Header(message, "To"u8));
        call.Target.Set(MessageText.Uri(MessageText.Header(message, "Contact"u8)));
        KeepRoute(call, message);
        if (call.Media.WithBody && !ReadAnswer(call, MessageText.Body(message)))
        {
            Fail(call, "unusable description in the 200");
            return;
        }

        call.Caller = CallerState.Held;
        call.Statistics.Answered++;
        SendInDialog(call, bye: false);
        if (!HoldCalls)
        {
            _hold.Add(call.Number, Stage.HangUp, now);
        }
    }

    private static bool ReadAnswer(Call call, ReadOnlySpan<byte> body) =>
        SessionText.TryReadAddress(body, out call.MediaForCaller)
        && (!call.Media.CallerSecure || SessionText.TryReadKey(body, preferShort: false, call.TowardsCaller));

    /// <summary>The route set of a caller is the Record-Route of the answer backwards, RFC 3261 §12.1.2.</summary>
    private static void KeepRoute(Call call, ReadOnlySpan<byte> message)
    {
        Span<byte> buffer = stackalloc byte[768];
        int start = buffer.Length;
        var lines = new HeaderLines(message);
        while (lines.Next(out var line))
        {
            if (HeaderLines.IsNamed(line, "Record-Route"u8))
            {
                var value = line[13..];
                start -= value.Length + 8;
                "Route:"u8.CopyTo(buffer[start..]);
                value.CopyTo(buffer[(start + 6)..]);
                "\r\n"u8.CopyTo(buffer[(start + 6 + value.Length)..]);
            }
        }

        call.Route.Set(buffer[start..]);
    }

    private void OnRefusal(Call call, ReadOnlySpan<byte> message, int status, long now)
    {
        var to = MessageText.Header(message, "To"u8);
        var ack = new ByteText(_caller.Reserve());
        _text.AckRefusal(ref ack, call, to);
        _caller.Commit(ack.Length, Target);
        if (status is not (401 or 407) || call.Challenged)
        {
            Fail(call, $"refused: {status}");
            return;
        }

        Span<byte> buffer = stackalloc byte[1024];
        Span<byte> uriBuffer = stackalloc byte[64];
        var uri = new ByteText(uriBuffer);
        PhoneText.Uri(ref uri, call);
        var header = new ByteText(buffer);
        if (!DigestAnswer.TryWrite(ref header, message, status, Account.All[call.Number % Account.Total], uri.Written))
        {
            Fail(call, "no MD5 challenge");
            return;
        }

        call.Authorization.Set(header.Written);
        call.Challenged = true;
        call.CSeq = 2;
        call.Caller = CallerState.Inviting;
        SendInvite(call);
        _again.Add(call.Number, Stage.Invite, now);
    }

    private void OnByeResponse(Call call, int status, long now)
    {
        if (call.Caller != CallerState.Ending || status < 200)
        {
            return;
        }

        if (status >= 300)
        {
            Fail(call, $"BYE refused: {status}");
            return;
        }

        call.Statistics.Ending.Add(now - call.ByeAt);
        call.Statistics.Completed++;
        call.Caller = CallerState.Done;
        Completed++;
        Live--;
    }

    private void OnRequest(UdpBatch socket, ReadOnlySpan<byte> message, Ipv4Endpoint source, long now)
    {
        if (message.StartsWith("INVITE "u8))
        {
            OnInvite(message, source, now);
            return;
        }

        var call = Find(MessageText.Number(MessageText.Tag(MessageText.Header(message, "To"u8))));
        if (message.StartsWith("ACK "u8))
        {
            if (call is { Callee: CalleeState.Answered })
            {
                call.Callee = CalleeState.Confirmed;
            }

            return;
        }

        var text = new ByteText(socket.Reserve());
        PhoneText.Respond(ref text, message, "200 OK"u8, -1);
        text.Add("Content-Length: 0\r\n\r\n"u8);
        socket.Commit(text.Length, source);
        if (call is not null && message.StartsWith("BYE "u8))
        {
            call.Callee = CalleeState.Done;
            if (call.Caller == CallerState.Held)
            {
                Fail(call, "ended by the system under test");
            }
        }
    }

    private void OnInvite(ReadOnlySpan<byte> message, Ipv4Endpoint source, long now)
    {
        var uri = MessageText.RequestUri(message);
        int plus = uri.IndexOf((byte)'+');
        var call = Find(plus < 0 ? -1 : MessageText.Number(uri[(plus + 1)..]));
        if (call is null || !call.Live)
        {
            return;
        }

        if (call.Callee != CalleeState.Idle)
        {
            call.Statistics.Repeats++;
            return;
        }


        call.Statistics.Inside.Add(now - call.InviteAt);
        if (call.Media.WithBody && !ReadOffer(call, MessageText.Body(message)))
        {
            Fail(call, "unusable description in the INVITE");
            return;
        }

        call.Callee = CalleeState.Ringing;
        var ring = new ByteText(_callee.Reserve());
        _text.Ring(ref ring, message, call);
        _callee.Commit(ring.Length, source);

        Span<byte> buffer = stackalloc byte[4096];
        var answer = new ByteText(buffer);
        _text.Answer(ref answer, message, call);
        call.Answer.Set(answer.Written);
        _ring.Add(call.Number, Stage.Answer, now);
    }

    private static bool ReadOffer(Call call, ReadOnlySpan<byte> body)
    {
        if (!SessionText.TryReadAddress(body, out call.MediaForCallee))
        {
            return false;
        }

        if (!call.Media.CalleeSecure)
        {
            return true;
        }

        // Between two SRTP phones a relay may hand the caller's key on and pass packets through as they are. A callee that
        // prefers the other suite makes it do the work that is compared: decrypt with one key, encrypt with another.
        bool found = SessionText.TryReadKey(body, preferShort: call.Media.CallerSecure, call.TowardsCallee);
        call.FromCallee.Answer(call.TowardsCallee);
        return found;
    }

    private Call? Find(int number)
    {
        if (number < 0)
        {
            return null;
        }

        var call = _calls[number & (Slots - 1)];
        return call.Number == number ? call : null;
    }

    private void SendInvite(Call call)
    {
        var text = new ByteText(_caller.Reserve());
        _text.Invite(ref text, call);
        _caller.Commit(text.Length, Target);
        call.InviteAt = Clock.Now;
    }

    private void SendAnswer(Call call)
    {
        var answer = call.Answer.Value;
        answer.CopyTo(_callee.Reserve());
        _callee.Commit(answer.Length, Target);
    }

    private void SendInDialog(Call call, bool bye)
    {
        var text = new ByteText(_caller.Reserve());
        _text.InDialog(ref text, call, bye);
        _caller.Commit(text.Length, Target);
    }

    private void Bye(Call call, long now)
    {
        call.Caller = CallerState.Ending;
        call.ByeAt = now;
        call.Retransmissions = 0;
        SendInDialog(call, bye: true);
        _again.Add(call.Number, Stage.ByeAgain, now);
    }

    private void Fail(Call call, string reason)
    {
        call.Statistics.Failures[reason] = call.Statistics.Failures.GetValueOrDefault(reason) + 1;
        call.Caller = CallerState.Done;
        call.Callee = CalleeState.Done;
        Live--;
    }
}
