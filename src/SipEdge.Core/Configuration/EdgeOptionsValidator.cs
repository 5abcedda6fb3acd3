namespace SipEdge.Core.Configuration;

/// <summary>Asks every validator, so that all complaints come at once.</summary>
public static class EdgeOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        if (options.Version != EdgeOptions.CurrentVersion)
        {
            problems.Error("version", "this release reads version 1", "1");
        }
        ListenerOptionsValidator.Validate(options, problems);
        TlsOptionsValidator.Validate(options, problems);
        AccountOptionsValidator.Validate(options, problems);
        AclOptionsValidator.Validate(options, problems);
        DomainOptionsValidator.Validate(options, problems);
        PhoneOptionsValidator.Validate(options, problems);
        OpenDoorValidator.Validate(options, problems);
        TrunkOptionsValidator.Validate(options, problems);
        GroupOptionsValidator.Validate(options, problems);
        RouteOptionsValidator.Validate(options, problems);
        NumberOptionsValidator.Validate(options, problems);
        NumberTableValidator.Validate(options, problems);
        MediaOptionsValidator.Validate(options, problems);
        MediaPolicyValidator.Validate(options, problems);
        MediaCodecValidator.Validate(options, problems);
        SrtpPolicyValidator.Validate(options, problems);
        DirectMediaValidator.Validate(options, problems);
        AlgRepairValidator.Validate(options, problems);
        BothSidesValidator.Validate(options, problems);
        MediaSafetyValidator.Validate(options, problems);
        AnnouncementValidator.Validate(options, problems);
        CallOptionsValidator.Validate(options, problems);
        SecurityOptionsValidator.Validate(options, problems);
        ServiceOptionsValidator.Validate(options, problems);
        TimerOptionsValidator.Validate(options.Timers, problems);
        DnsOptionsValidator.Validate(options.Dns, problems);
        PolicyOptionsValidator.Validate(options, problems);
        CallerOptionsValidator.Validate(options, problems);
        ReachValidator.Validate(options, problems);
        if (!problems.HasErrors)
        {
            // Compares what the validators above have found readable.
            AddressOverlapValidator.Validate(options, problems);
        }
    }
}
