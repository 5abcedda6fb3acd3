using System.Buffers;
using BenchmarkDotNet.Attributes;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests;

namespace SipEdge.Bench;

/// <summary>Reading one message: the index and the headers that every message must have.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private readonly StreamFramer _framer = new(ParseLimits.Default);
    private readonly ReadOnlySequence<byte> _stream = new(SampleMessages.Invite);
    private readonly byte[] _garbage = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"u8.ToArray();

    [Benchmark]
    public ParseStatus ParseInvite() => SipParser.Parse(SampleMessages.Invite, _slots, ParseLimits.Default, out _);

    [Benchmark]
    public ParseStatus ParseOk() => SipParser.Parse(SampleMessages.Ok, _slots, ParseLimits.Default, out _);

    [Benchmark]
    public ParseStatus ParseOptions() => SipParser.Parse(SampleMessages.Options, _slots, ParseLimits.Default, out _);

    [Benchmark]
    public ParseStatus ParseGarbage() => SipParser.Parse(_garbage, _slots, ParseLimits.Default, out _);

    [Benchmark]
    public FrameStatus FrameInvite() => _framer.TryFrame(_stream, out _);

    [Benchmark]
    public bool ParseUri() => SipUriView.TryParse("sip:+31201234567@edge.example.com:5060;user=phone"u8, out _);
}
