using Microsoft.Extensions.Logging;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pings;

/// <summary>
/// Asks every gateway whose trunk wants it by OPTIONS (RFC 3261 §11) whether it is there, and tells the board. Lives on the first
/// loop.
/// </summary>
internal sealed class PingKeeper(
    ITransport transport, TrunkBoard board, Identifiers identifiers, TimeProvider time, ILogger<PingKeeper> log)
{
    /// <summary>The first question comes soon, but a thousand gateways are not asked at once.</summary>
    private const long SpreadMs = 2_000;

    /// <summary>
    /// Over UDP an answer that came later may be one to a retransmission: it says nothing about the way (Karn's algorithm).
    /// </summary>
    private const long FirstRetransmissionMs = 500;

    /// <summary>The share of a new measurement in the smoothed one, as in RFC 6298 §2.</summary>
    private const double Gain = 1.0 / 8;

    private readonly List<Ping?> _places = [];
    private readonly Dictionary<PingKey, Ping> _byKey = [];
    private readonly TimerWheel _wheel = new();
    private readonly byte[] _headers = new byte[4096];
    private EdgeModel? _model;
    private int _turn;
    private TransactionLayer? _transactions;

    /// <summary>Attached once, before the first message.</summary>
    public TransactionLayer Transactions
    {
        get => _transactions ?? throw new InvalidOperationException("The transaction layer is attached before the first message");
        set => _transactions = value;
    }

    /// <summary>When to call <see cref="OnTick"/> again.</summary>
    public long NextDeadline => _wheel.NextDeadline;

    /// <summary>Follows a reload, and does what is due.</summary>
    public void OnTick(EdgeModel model, long now)
    {
        if (!ReferenceEquals(model, _model))
        {
            Apply(model, now);
        }
        while (_wheel.TryExpire(now, out var timer))
        {
            if (_places[timer / 2] is not { } one)
            {
                continue;
            }
            if (timer % 2 == 0)
            {
                Send(one, now);
            }
            else
            {
                Ended(one, success: false, 0, "no answer", now);
            }
        }
    }

    public void OnResponse(CallOwner owner, in SipMessageView response, long now)
    {
        if (Find(owner) is not { } one || response.StatusCode < 200)
        {
            return;
        }
        var status = response.StatusCode;
        Measure(one, now);
        if (status == 503 && RetryAfter.Read(response) is > 0 and var pause)
        {
            var cell = board.CellOf(one.Target);
            cell.Pause(pause, now);
            Arm(one, Math.Max(one.NextAt, cell.FailedUntil));
        }
        var success = one.Rules.IsSuccess(status);
        Ended(one, success, status, success ? "" : $"{status} {PrintableText.Of(response.ReasonPhrase)}", now);
    }

    /// <summary>Nothing came back, or nothing went out.</summary>
    public void OnNoResponse(CallOwner owner, string why, long now)
    {
        if (Find(owner) is { } one)
        {
            Ended(one, success: false, 0, why, now);
        }
    }

    /// <summary>What is known of an address outlasts a reload; one that is not in the configuration any more is forgotten.</summary>
    private void Apply(EdgeModel model, long now)
    {
        _model = model;
        var wanted = new Dictionary<PingKey, (TrunkModel Trunk, TargetModel Target)>();
        foreach (var trunk in model.Trunks)
        {
            foreach (var gateway in trunk.Gateways)
            {
                board.CellOf(gateway).Keep(
                    cell => gateway.Targets.Any(target => target.Transport == cell.Transport && target.Address == cell.Address));
            }
            if (trunk is not { Active: true, Health: not null })
            {
                continue;
            }
            foreach (var target in trunk.Outbound.SelectMany(static gateway => gateway.Targets))
            {
                wanted[PingKey.Of(target)] = (trunk, target);
            }
        }
        foreach (var one in _byKey.Values.Where(one => !wanted.ContainsKey(one.Key)).ToArray())
        {
            Remove(one);
        }
        foreach (var (key, (trunk, target)) in wanted)
        {
            if (!_byKey.TryGetValue(key, out var known))
            {
                Begin(key, trunk, target, now);
                continue;
            }
            (known.Trunk, known.Target) = (trunk, target);
            if (known.NextAt - now > known.Rules.IntervalMs + known.Rules.JitterMs)
            {
                Arm(known, now + known.Rules.IntervalMs); // it is asked more often now
            }
        }
    }

    private void Begin(PingKey key, TrunkModel trunk, TargetModel target, long now)
    {
        var place = _places.IndexOf(null);
        if (place < 0)
        {
            place = _places.Count;
            _places.Add(null);
        }
        var one = new Ping(place, key) { Trunk = trunk, Target = target, ChangedAt = time.GetUtcNow() };
        _places[place] = one;
        _byKey.Add(key, one);
        Publish(one, 0, "");
        Arm(one, now + Draw(Math.Min(SpreadMs, one.Rules.IntervalMs)));
    }

    private void Remove(Ping one)
    {
        _wheel.Cancel(2 * one.Place);
        _wheel.Cancel((2 * one.Place) + 1);
        _places[one.Place] = null;
        _byKey.Remove(one.Key);
        board.CellOf(one.Target).Health = null;
    }

    private void Send(Ping one, long now)
    {
        if (one.IsUnderWay)
        {
            Ended(one, success: false, 0, "no answer", now); // its time is over now, too
        }
        var rules = one.Rules;
        Arm(one, now + Math.Max(rules.IntervalMs - rules.JitterMs + Draw(2 * rules.JitterMs), rules.TimeoutMs));
        one.Turn = ++_turn;
        one.IsUnderWay = true;
        one.SentAt = now;
        _wheel.Arm((2 * one.Place) + 1, now + rules.TimeoutMs);
        Span<byte> buffer = stackalloc byte[OutgoingUri.MaxLength];
        var gateway = one.Target.Gateway;
        var flow = one.Target.Flow;
        var uri = buffer[..OutgoingUri.WriteGateway(gateway, gateway.Scheme, buffer)];
        var request = new RequestContent
        {
            Method = SipMethod.Options,
            RequestUri = uri,
            Headers = Write(one, flow, uri),
            Large = one.Trunk.Large.On(flow),
        };
        if (Transactions.Send(request, flow, Owner(one), now).IsNone && one.IsUnderWay)
        {
            Ended(one, success: false, 0, "it could not be sent", now);
        }
    }

    private ReadOnlySpan<byte> Write(Ping one, in Flow flow, scoped ReadOnlySpan<byte> uri)
    {
        Span<byte> callId = stackalloc byte[Identifiers.CallIdLength];
        Span<byte> tag = stackalloc byte[Identifiers.TokenLength];
        identifiers.WriteCallId(callId);
        identifiers.WriteToken(tag);
        var contact = one.Trunk.ContactOn(flow.Listener, transport.SentBy(flow));
        var writer = new SipWriter(_headers);
        writer.Lines(one.Target.RouteLine);
        writer.Header(HeaderId.MaxForwards, LocalCapabilities.MaxForwards);
        writer.Begin(HeaderId.From);
        WriteOwn(ref writer, contact, flow);
        writer.Append(";tag="u8);
        writer.Append(tag);
        writer.End();
        OutgoingUri.WriteTo(ref writer, uri);
        writer.Header(HeaderId.CallId, callId);
        writer.Header(HeaderId.CSeq, "1 OPTIONS"u8);
        writer.Begin(HeaderId.Contact);
        WriteOwn(ref writer, contact, flow);
        writer.End();
        writer.Lines(LocalCapabilities.AllowLine);
        writer.Lines(LocalCapabilities.AcceptLine);
        return writer.Written;
    }

    private static void WriteOwn(ref SipWriter writer, scoped ReadOnlySpan<byte> contact, in Flow flow)
    {
        writer.Append("<sip:"u8);
        writer.Append(contact);
        writer.Append(flow.Transport.UriParameter());
        writer.Append((byte)'>');
    }

    /// <summary>The question has its answer, or will not get one.</summary>
    private void Ended(Ping one, bool success, int status, string why, long now)
    {
        one.IsUnderWay = false;
        _wheel.Cancel((2 * one.Place) + 1);
        one.Asked++;
        one.Failed += success ? 0 : 1;
        var before = one.State;
        HealthMachine.Step(ref one.State, ref one.Streak, success, one.Rules.DownAfter, one.Rules.UpAfter);
        if (one.State != before)
        {
            one.ChangedAt = time.GetUtcNow();
            Changed(one, before, why, now);
        }
        Publish(one, status, why);
    }

    private void Changed(Ping one, HealthState before, string why, long now)
    {
        if (one.State == HealthState.Down)
        {
            one.DownSince = now;
            PingLog.Down(log, one.Target.Gateway.ToString(), one.Target.AddressText, why);
        }
        else if (before == HealthState.Down)
        {
            one.UpSince = now;
            PingLog.Up(log, one.Target.Gateway.ToString(), one.Target.AddressText, (now - one.DownSince) / 1_000);
        }
    }

    private static void Measure(Ping one, long now)
    {
        var took = now - one.SentAt;
        if (took < FirstRetransmissionMs || one.Key.Transport != TransportKind.Udp)
        {
            one.RttMs = one.RttMs is { } known ? known + (Gain * (took - known)) : took;
            one.SteadyRttMs = RttRule.Follow(one.SteadyRttMs, one.RttMs.Value);
        }
    }

    private void Publish(Ping one, int status, string why) => board.CellOf(one.Target).Health = new TargetHealth(
        one.State, status, why, one.RttMs, one.UpSince, one.ChangedAt)
    {
        SteadyRttMs = one.SteadyRttMs,
        Asked = one.Asked,
        Failed = one.Failed,
    };

    private void Arm(Ping one, long at)
    {
        one.NextAt = at;
        _wheel.Arm(2 * one.Place, at);
    }

    private Ping? Find(CallOwner owner) =>
        (uint)owner.Slot < (uint)_places.Count && _places[owner.Slot] is { IsUnderWay: true } one
            && owner.Generation == (one.Turn & CallOwner.GenerationMask)
            ? one
            : null;

    private static long Owner(Ping one) => new CallOwner(one.Place, one.Turn, OwnerPurpose.Ping).Value;

    private long Draw(long below) => below <= 0 ? 0 : identifiers.NextUInt32() % below;
}
