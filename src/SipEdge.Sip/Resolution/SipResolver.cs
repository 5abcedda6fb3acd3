namespace SipEdge.Sip.Resolution;

/// <summary>Finds the places of a host: asks what the plan asks for, the hosts file first, until it asks for nothing more.</summary>
public sealed class SipResolver(DnsClient client, DnsCache cache, DnsSettings settings, Func<HostsFile> hosts)
{
    // NAPTR, SRV, addresses; and one for each NAPTR record that leads nowhere.
    private const int MostRounds = 8;

    public async Task<SipPlan> ResolveAsync(SipHost host, CancellationToken cancellation)
    {
        var known = new Dictionary<DnsQuestion, DnsAnswer>();
        var file = hosts();
        for (var round = 0; ; round++)
        {
            var plan = SipPlanner.Plan(host, known.GetValueOrDefault);
            if (plan.Missing.IsEmpty)
            {
                return plan;
            }
            if (round == MostRounds)
            {
                return new SipPlan { Failure = "its records lead from one to the next without an end", IsUnanswered = true };
            }
            var asked = new Task<DnsAnswer>[plan.Missing.Length];
            for (var i = 0; i < asked.Length; i++)
            {
                asked[i] = AskAsync(plan.Missing[i], file, cancellation);
            }
            var answers = await Task.WhenAll(asked).ConfigureAwait(false);
            for (var i = 0; i < answers.Length; i++)
            {
                known.Add(plan.Missing[i], answers[i]);
            }
        }
    }

    private async Task<DnsAnswer> AskAsync(DnsQuestion question, HostsFile file, CancellationToken cancellation)
    {
        if (file.Find(question) is { } written)
        {
            return written;
        }
        if (question.Type is DnsType.A or DnsType.Aaaa && !question.Name.Contains('.', StringComparison.Ordinal))
        {
            foreach (var domain in settings.Search)
            {
                var found = await AskDnsAsync(
                    question with { Name = DnsNames.Canonical($"{question.Name}.{domain}") }, cancellation).ConfigureAwait(false);
                if (found.Outcome is DnsOutcome.Found or DnsOutcome.Failed)
                {
                    return found;
                }
            }
        }
        return await AskDnsAsync(question, cancellation).ConfigureAwait(false);
    }

    private async Task<DnsAnswer> AskDnsAsync(DnsQuestion question, CancellationToken cancellation) =>
        cache.Find(question)
        ?? cache.Keep(question, await client.AskAsync(question, cancellation).ConfigureAwait(false));
}
