using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Resolution;

/// <summary>Records as a zone file writes them, answered from without a network: "example.com 30 IN A 192.0.2.1".</summary>
internal sealed class TestZone
{
    private readonly List<DnsRecord> _records = [];
    private readonly HashSet<DnsQuestion> _silent = [];

    public TestZone(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            _records.Add(Record(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }
    }

    /// <summary>What was asked, in order.</summary>
    public List<DnsQuestion> Asked { get; } = [];

    public TestZone Silent(string name, DnsType type)
    {
        _silent.Add(new DnsQuestion(name, type));
        return this;
    }

    /// <summary>Runs the plan to its end, as the resolver does.</summary>
    public SipPlan Plan(SipHost host)
    {
        var known = new Dictionary<DnsQuestion, DnsAnswer>();
        for (var rounds = 0; rounds < 8; rounds++)
        {
            var plan = SipPlanner.Plan(host, known.GetValueOrDefault);
            if (plan.Missing.IsEmpty)
            {
                return plan;
            }
            foreach (var question in plan.Missing)
            {
                Asked.Add(question);
                known.Add(question, Answer(question));
            }
        }
        throw new InvalidOperationException("the plan asks for ever");
    }

    private DnsAnswer Answer(DnsQuestion question)
    {
        if (_silent.Contains(question))
        {
            return DnsAnswer.Failed("silence");
        }
        var found = _records.Where(record => record.Name == question.Name).ToList();
        var wanted = found.Where(record => record.Type == question.Type).ToImmutableArray();
        return wanted.Length > 0 ? new DnsAnswer(DnsOutcome.Found, wanted, wanted.Min(record => record.Ttl))
            : DnsAnswer.None(found.Count > 0 ? DnsOutcome.NoData : DnsOutcome.NoSuchName, 300);
    }

    private static DnsRecord Record(string[] words)
    {
        var name = words[0];
        var ttl = uint.Parse(words[1], CultureInfo.InvariantCulture);
        return words[3] switch
        {
            "A" or "AAAA" => new AddressRecord(name, ttl, SocketEndpoint.From(IPAddress.Parse(words[4]), 0)),
            "SRV" => new ServiceRecord(name, ttl, Number(4), Number(5), Number(6), words[7] == "." ? "" : words[7]),
            "NAPTR" => new PointerRecord(name, ttl, Number(4), Number(5), Text(6), Text(7), Text(8), words[9]),
            _ => throw new FormatException(words[3]),
        };

        ushort Number(int at) => ushort.Parse(words[at], CultureInfo.InvariantCulture);

        string Text(int at) => words[at].Trim('"');
    }
}
