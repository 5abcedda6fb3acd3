using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Routing;
using SipEdge.Sip.Messages;

namespace SipEdge.Bench;

/// <summary>Where does the call go? Longest of ten thousand prefixes of up to seven digits.</summary>
[MemoryDiagnoser]
public class RouteBenchmarks
{
    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private readonly byte[] _request = Encoding.ASCII.GetBytes(
        "INVITE sip:+31201234567@localhost;user=phone SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKbench\r\n"
        + "From: <sip:a@localhost>;tag=1\r\nTo: <sip:1@localhost>\r\nCall-ID: bench\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
    private EdgeModel _model = EdgeModel.Default;
    private AdmissionDecision _admitted;

    [GlobalSetup]
    public void Setup()
    {
        var options = DefaultConfiguration.Options with
        {
            Routes =
            [
                .. Enumerable.Range(0, 10_000).Select(i => new RouteOptions
                {
                    Prefix = string.Create(CultureInfo.InvariantCulture, $"+{i * 311}"), To = RouteOptions.Echo,
                }),
                new RouteOptions { To = RouteOptions.Echo },
            ],
        };
        _model = ModelCompiler.Compile(options, ImmutableDictionary<SecretReference, Secret>.Empty, ConfigPositions.None);
        _admitted = new AdmissionDecision(AdmissionVerdict.Admit, ReasonCode.AddressAdmitted, 0, _model.DefaultDomain);
        if (!ParseAndSelect())
        {
            throw new InvalidOperationException("The call to be measured has no route.");
        }
    }

    [Benchmark]
    public bool ParseAndSelect()
    {
        SipParser.Parse(_request, _slots, ParseLimits.Default, out var view);
        return RouteSelector.Select(view, _admitted, _model, default).Found;
    }
}
