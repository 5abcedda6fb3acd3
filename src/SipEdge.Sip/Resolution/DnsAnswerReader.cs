using System.Collections.Immutable;

namespace SipEdge.Sip.Resolution;

/// <summary>
/// What a message says about a question: follows aliases (RFC 1034 §3.6.2) inside it, and takes nothing that was not asked for, so
/// that a server cannot slip in records of other names.
/// </summary>
public static class DnsAnswerReader
{
    /// <summary>Seconds for an answer "there is none" without a zone that says how long (RFC 2308 §5).</summary>
    public const uint NegativeTtl = 60;

    /// <summary>Longer chains are taken for circles.</summary>
    public const int MostAliases = 8;

    /// <param name="message">An answer to <paramref name="question"/>, or to one for a name that is an alias of it.</param>
    /// <param name="alias">Where to ask on, when the message ends with an alias; otherwise null.</param>
    /// <param name="ttl">Of the aliases on the way.</param>
    public static DnsAnswer Read(DnsMessage message, DnsQuestion question, out string? alias, out uint ttl)
    {
        alias = null;
        ttl = uint.MaxValue;
        if (message.Code is not (DnsResponseCode.NoError or DnsResponseCode.NoSuchName))
        {
            return DnsAnswer.Failed($"the server answered {message.Code}");
        }
        var name = question.Name;
        for (var steps = 0; steps <= MostAliases; steps++)
        {
            var records = ImmutableArray.CreateBuilder<DnsRecord>();
            AliasRecord? next = null;
            foreach (var record in message.Answers)
            {
                if (record.Name != name)
                {
                    continue;
                }
                if (record.Type == question.Type)
                {
                    records.Add(record);
                }
                next ??= record as AliasRecord;
            }
            if (records.Count > 0)
            {
                foreach (var record in records)
                {
                    ttl = Math.Min(ttl, record.Ttl);
                }
                return new DnsAnswer(DnsOutcome.Found, records.ToImmutable(), ttl);
            }
            if (next is null)
            {
                return None(message, name == question.Name ? null : name, ref ttl, out alias);
            }
            ttl = Math.Min(ttl, next.Ttl);
            name = next.Target;
        }
        return DnsAnswer.Failed("the aliases (CNAME) of this name go round in circles");
    }

    /// <summary>An alias whose target the message says nothing of is asked for itself; a server that resolves says NoSuchName.</summary>
    private static DnsAnswer None(DnsMessage message, string? lastAlias, ref uint ttl, out string? alias)
    {
        alias = null;
        var negative = NegativeTtl;
        var zoned = false;
        foreach (var record in message.Authority)
        {
            if (record is ZoneRecord zone)
            {
                negative = zone.NegativeTtl;
                zoned = true;
            }
        }
        if (message.Code == DnsResponseCode.NoSuchName)
        {
            return DnsAnswer.None(DnsOutcome.NoSuchName, Math.Min(ttl, negative));
        }
        if (lastAlias is not null && !zoned)
        {
            alias = lastAlias;
        }
        return DnsAnswer.None(DnsOutcome.NoData, Math.Min(ttl, negative));
    }
}
