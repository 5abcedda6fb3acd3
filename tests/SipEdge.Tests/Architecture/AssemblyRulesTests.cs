using System.Reflection;
using Microsoft.Extensions.Logging;

namespace SipEdge.Tests.Architecture;

/// <summary>Rules that hold over whole assemblies.</summary>
public sealed class AssemblyRulesTests
{
    private const BindingFlags Everything =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Ours =
        [.. new[] { "SipEdge.Sip", "SipEdge.Media", "SipEdge.Core", "sipedge" }.Select(Assembly.Load)];

    [Theory]
    [InlineData("SipEdge.Sip")]
    [InlineData("SipEdge.Media")]
    public void Sip_and_media_refer_to_none_of_our_assemblies(string name)
    {
        var references = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(references, reference => reference.StartsWith("sipedge", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Core_refers_to_nothing_of_the_host()
    {
        string[] host =
        [
            "sipedge", "Microsoft.AspNetCore", "Microsoft.Extensions.Hosting", "OpenTelemetry", "YamlDotNet", "Spectre",
            "System.CommandLine",
        ];
        var references = Assembly.Load("SipEdge.Core").GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(references, reference => host.Any(name => reference.StartsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_log_message_has_an_event_id_of_its_own()
    {
        var messages =
            from assembly in Ours
            from type in assembly.GetTypes()
            from method in type.GetMethods(Everything)
            let message = method.GetCustomAttribute<LoggerMessageAttribute>()
            where message is not null
            select (Id: message.EventId, Method: $"{type.FullName}.{method.Name}");

        var wrong = messages.GroupBy(message => message.Id)
            .Where(group => group.Key <= 0 || group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(message => message.Method))}");

        Assert.Empty(wrong);
    }
}
