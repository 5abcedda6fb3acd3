using System.Globalization;
using System.Net;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>
/// What a carrier offers, asked from outside and without any configuration of it: its NAPTR and SRV records, and each transport at each
/// address that they, or the plain name with the usual ports, lead to.
/// </summary>
internal sealed class CarrierProbe(NameLookup lookup, TlsClientSettings tls, TimeSpan timeout, Action<string> progress)
{
    /// <summary>Addresses tried of each transport: a carrier's others are there for when these fail.</summary>
    private const int MostPlaces = 4;

    private readonly List<TestStep> _steps = [];

    /// <param name="name">A host name or an address.</param>
    /// <param name="port">Null: SRV records have the word, then the usual ports.</param>
    /// <param name="cancellation">The user's.</param>
    public async Task<ProbeReport> RunAsync(string name, int? port, CancellationToken cancellation)
    {
        var literal = IPAddress.TryParse(name, out _);
        string? preferred = null;
        if (!literal && port is null)
        {
            progress($"NAPTR of {name}");
            var plan = await lookup.ResolveAsync(new SipHost(name, null, null, UriScheme.Sip, Reach.All), cancellation).ConfigureAwait(false);
            preferred = plan.Places.IsEmpty ? null : TestTarget.TransportName(plan.Places[0].Transport);
            var pointers = lookup.Known(new DnsQuestion(name, DnsType.Naptr))?.Records.OfType<PointerRecord>().ToList() ?? [];
            _steps.Add(TestStep.Ok(TestLayer.Dns, name, pointers.Count == 0
                ? "no NAPTR records: SRV records choose"
                : "NAPTR: " + string.Join(", ", pointers.OrderBy(static one => one.Order).ThenBy(static one => one.Preference)
                    .Select(static one => one.Services))));
        }
        var offers = new List<TransportOffer>();
        foreach (var transport in (TransportKind[])[TransportKind.Udp, TransportKind.Tcp, TransportKind.Tls])
        {
            offers.Add(await OfAsync(name, port, transport, cancellation).ConfigureAwait(false));
        }
        return new ProbeReport(name, preferred, offers, _steps);
    }

    private async Task<TransportOffer> OfAsync(string name, int? port, TransportKind transport, CancellationToken cancellation)
    {
        var word = TestTarget.TransportName(transport);
        var host = new SipHost(name, port, transport, UriScheme.Sip, Reaches.Of(transport));
        progress($"{word}: DNS");
        var (step, plan) = await DnsTest.RunAsync(lookup, host, $"{name} {word}", cancellation).ConfigureAwait(false);
        _steps.Add(step);
        var answered = new List<string>();
        foreach (var place in plan.Places.Take(MostPlaces))
        {
            if (await SpeaksAsync(name, port, place, cancellation).ConfigureAwait(false))
            {
                answered.Add(place.Address.ToString());
            }
        }
        return new TransportOffer(word, answered.Count > 0, plan.Places.IsEmpty ? null : plan.Places[0].Origin, answered);
    }

    private async Task<bool> SpeaksAsync(string name, int? port, SipPlace place, CancellationToken cancellation)
    {
        var shown = name.Contains(':', StringComparison.Ordinal) ? $"[{name}]" : name;
        var hostPort = Encoding.ASCII.GetBytes(port is null ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown}:{port}"));
        var gateway = new GatewayModel
        {
            Name = name,
            TrunkName = "probe",
            TrunkId = "probe",
            Targets = [],
            Scheme = UriScheme.Sip,
            Media = MediaRules.Default,
            HostPort = hostPort,
            Direction = GatewayDirection.Outbound,
            Priority = 0,
            Active = true,
        };
        var target = new TargetModel
        {
            Address = place.Address,
            Transport = place.Transport,
            Listener = 0,
            Origin = place.Origin,
            HostPort = hostPort,
            ServerName = place.Transport == TransportKind.Tls ? name : null,
        };
        var trunk = new TrunkModel
        {
            Name = "probe",
            Id = "probe",
            Gateways = [gateway],
            Outbound = [gateway],
            Identity = IdentityRules.Stranger,
        };
        var at = new TestTarget(trunk, gateway, target, null, tls);
        progress($"{at.Subject}: connecting");
        var steps = new List<TestStep>();
        if (await WireOpening.OpenAsync(at, timeout, steps.Add, cancellation).ConfigureAwait(false) is { } wire)
        {
            await using (wire.ConfigureAwait(false))
            {
                progress($"{at.Subject}: OPTIONS");
                steps.AddRange(await OptionsTest.RunAsync(at, wire, timeout, cancellation).ConfigureAwait(false));
            }
        }
        _steps.AddRange(steps);
        // A refusal is an answer: the transport is there, who may use it is another question.
        return steps.Exists(static step => step.Layer == TestLayer.Options && step.Facts.ContainsKey("status"));
    }
}
