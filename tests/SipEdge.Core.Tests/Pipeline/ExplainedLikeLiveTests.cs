using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Phones;
using SipEdge.Core.Pipeline;
using SipEdge.Core.Tests.Admission;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Media.Tests;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// An explanation is worth something only if it is what happens. A hundred thousand generated messages go through a whole edge,
/// and through the explainer: same decision, same reason, same line, and the same INVITE byte for byte.
/// </summary>
public class ExplainedLikeLiveTests
{
    private const int Messages = 100_000;

    /// <summary>Calls are never ended here: a new edge keeps the tables small.</summary>
    private const int PerEdge = 5_000;

    [Fact]
    public void A_hundred_thousand_messages_are_decided_live_as_they_are_explained()
    {
        var seed = Environment.GetEnvironmentVariable("SIPEDGE_SEED") is { } text ? int.Parse(text) : Random.Shared.Next();
        var model = TestOptions.Compile(TrafficGenerator.Options());
        var traffic = new TrafficGenerator(seed);
        var seen = new Dictionary<string, int>();
        for (var done = 0; done < Messages; done += PerEdge)
        {
            using var live = new LiveEdge(model);
            var caller = new Caller(model);
            for (var i = 0; i < PerEdge; i++)
            {
                var message = traffic.Next(caller);
                live.Wire.Session = caller.Tls;
                live.Board.Registered = traffic.Registered();
                var arrival = TrafficGenerator.WithPhones(
                    caller.Arrival with { Local = live.Wire.Local(caller.Flow), Registered = live.Board.Registered }, message, live.Phones);
                var explained = Explainer.Explain(message, arrival, model, caller.Judge, live.Wire.SentBy, dtls: true, live.Board);
                live.Receive(message, caller.Flow, caller.Now);
                var difference = live.DifferenceFrom(explained);
                Assert.True(difference is null, $"seed {seed}, message {done + i}: {difference}\n{Encoding.Latin1.GetString(message)}\n"
                    + $"{explained.Decision} {explained.Reason} {explained.Status} {explained.DecidedBy}\n{string.Join('\n', explained.Steps)}");
                seen[explained.Reason] = seen.GetValueOrDefault(explained.Reason) + 1;
            }
        }
        Assert.True(seen.Count >= 20, $"seed {seed}: only {string.Join(", ", seen)}"); // every kind of decision came up
        Assert.True(seen[ReasonCodes.Name(ReasonCode.AddressAdmitted)] > 1_000, $"seed {seed}: hardly any call was placed");
        ReasonCode[] rare =
        [
            ReasonCode.CertificateAdmitted, ReasonCode.CertificateMissing, ReasonCode.RegistrationAdmitted, ReasonCode.TrunkNotRegistered,
            ReasonCode.PhoneAdmitted, ReasonCode.PhoneUnknown, ReasonCode.PhoneUnreachable, ReasonCode.RegistrarAdmitted,
        ];
        Assert.Empty(rare.Select(ReasonCodes.Name).Except(seen.Keys));
    }

    /// <summary>A whole edge whose wire keeps what it is given.</summary>
    private sealed class LiveEdge : IEdgeRecords, IDisposable
    {
        private readonly CallMetrics _metrics = new();
        private readonly Edge _edge;
        private readonly AbuseGuard _abuse;
        private readonly List<RefusalRecord> _refusals = [];
        private readonly List<CallRecord> _calls = [];

        public LiveEdge(EdgeModel model)
        {
            Wire = new KeepingWire(model);
            _abuse = new AbuseGuard(model, this, new StandingTime());
            _edge = new Edge(new EdgeEnvironment(
                0, 1, () => model, Wire, new FakeMediaPlane(), this, new Caller(model).Nonces, _metrics, NullLoggerFactory.Instance,
                new Random(1).NextBytes, new StandingTime(), TransactionOptions.Default)
            {
                Abuse = _abuse,
                Board = Board,
                Phones = Phones,
            });
        }

        public KeepingWire Wire { get; }

        public TrunkBoard Board { get; } = new(loops: 1);

        public PhoneBook Phones { get; } = TrafficGenerator.Book();

        public void Receive(byte[] message, in Flow flow, long now)
        {
            Wire.Sent.Clear();
            _refusals.Clear();
            _calls.Clear();

            // A stranger's answer may be withheld and its record spared: what is done about a decision is not the decision.
            _abuse.Proven(flow, now);
            _edge.OnMessage(message, flow, now);
        }

        /// <summary>Null when what happened is what was explained.</summary>
        public string? DifferenceFrom(Explanation explained)
        {
            var answer = Wire.Sent.Select(static sent => sent.Text).FirstOrDefault(static text => text.StartsWith("SIP/2.0", StringComparison.Ordinal));
            var status = answer is null ? 0 : int.Parse(answer.AsSpan(8, 3));
            var placed = Wire.Sent.FirstOrDefault(static sent => sent.Text.StartsWith("INVITE", StringComparison.Ordinal));
            if (placed.Text is not null || explained is { Decision: "placed", Gateways.Count: > 0 })
            {
                return Placed(explained, placed);
            }
            if (_calls is [var call])
            {
                return (call.Reason, call.Status) == (explained.Reason, explained.Status) ? null : $"live: {call.Reason} {call.Status}";
            }
            if (_refusals is [var refusal])
            {
                return (refusal.Reason, refusal.Status, refusal.DecidedBy) == (explained.Reason, explained.Status, explained.DecidedBy ?? "built-in")
                    ? null
                    : $"live: {refusal.Reason} {refusal.Status} {refusal.DecidedBy}";
            }
            return explained.Decision switch
            {
                "registered at its PBX" => null, // what becomes of it there is the registrar's, and not explained
                "placed" => status == 200 ? null : $"live: answered {status}", // by the echo
                "refused" or "challenged" or "answered" => status == explained.Status ? null : $"live: answered {status}",
                _ => Wire.Sent.Count == 0 ? null : $"live: answered {status}",
            };
        }

        private string? Placed(Explanation explained, in KeptMessage placed)
        {
            if (placed.Text is null && explained.Gateways.All(static gateway => gateway.Refusal is not null))
            {
                var last = explained.Gateways[^1].Refusal;
                return _calls is [var call] && call.Reason == last ? null : $"live: no gateway is tried, and not for {last}";
            }
            if (explained.Gateways.FirstOrDefault(static gateway => gateway.Refusal is null) is not { } first || placed.Text is null)
            {
                return placed.Text is null ? "live: nothing was placed" : $"live: placed\n{placed.Text}";
            }
            var text = Normalized(placed.Text);
            return text == first.Message && placed.Flow.Remote.ToString() == first.Address
                ? null
                : $"live to {placed.Flow.Remote}:\n{text}\nexplained to {first.Address}:\n{first.Message}";
        }

        /// <summary>
        /// Without Via and what describes the body, which the transaction layer writes, and with the names that are made up.
        /// </summary>
        private static string Normalized(string message)
        {
            var lines = message[..message.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].StartsWith("Call-ID: ", StringComparison.Ordinal))
                {
                    lines[i] = "Call-ID: explained";
                }
                else if (lines[i].StartsWith("From: ", StringComparison.Ordinal))
                {
                    lines[i] = lines[i][..(lines[i].LastIndexOf(";tag=", StringComparison.Ordinal) + 5)] + "explained";
                }
            }
            return string.Join("\r\n", lines.Where(static line => !line.StartsWith("Via: ", StringComparison.Ordinal)
                && !line.StartsWith("Content-Length: ", StringComparison.Ordinal)
                && !line.StartsWith("Content-Type: ", StringComparison.Ordinal))) + "\r\n";
        }

        public void CallEnded(CallRecord record) => _calls.Add(record);

        public void AttemptRefused(RefusalRecord record) => _refusals.Add(record);

        public void RegistrationSeen(RegistrationRecord record)
        {
        }

        public void PhoneSeen(PhoneRecord record)
        {
        }

        public void AbuseSeen(AbuseRecord record)
        {
        }

        public void Dispose() => _metrics.Dispose();
    }

    private readonly record struct KeptMessage(Flow Flow, string Text);

    private sealed class KeepingWire(EdgeModel model) : ITransport
    {
        private readonly byte[][] _sentBy = [.. model.Listeners.Select(static listener => listener.SentBy)];
        private readonly SocketEndpoint[] _local = [.. model.Listeners.Select(static listener => SocketEndpoint.From(listener.Bind))];

        public List<KeptMessage> Sent { get; } = [];

        public SendResult Send(in Flow flow, ReadOnlySpan<byte> message, long token)
        {
            Sent.Add(new KeptMessage(flow, Encoding.UTF8.GetString(message)));
            return SendResult.Sent;
        }

        public ReadOnlySpan<byte> SentBy(in Flow flow) => _sentBy[flow.Listener];

        public SocketEndpoint Local(in Flow flow) => _local[flow.Listener];

        public TlsSession? Session { get; set; }

        public TlsSession? Tls(in Flow flow) => Session;

        public string? IndicatedName(in Flow flow) => null;

        public void Close(in Flow flow)
        {
        }
    }

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    }
}
