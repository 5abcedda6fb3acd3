using System.Globalization;
using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Configuration;

public class NumberTableTests
{
    private static EdgeOptions Options(params (string Numbers, string To)[] entries) => TestOptions.Edge(
        ("office", new AclOptions { Addresses = [TestOptions.Address("198.51.100.7")] })) with
    {
        Trunks = TestOptions.Named(
            ("pbx", TestOptions.Trunk(TestOptions.Gateway("a", "192.0.2.20"))),
            ("fax", TestOptions.Trunk(TestOptions.Gateway("a", "192.0.2.30"))),
            ("centre", TestOptions.Trunk(TestOptions.Gateway("a", "192.0.2.40")))),
        Numbers = new SpecialNumberOptions
        {
            Assigned = [.. entries.Select(entry => new AssignedNumberOptions { Numbers = [entry.Numbers], To = entry.To })],
        },
        Routes = [new RouteOptions { To = RouteOptions.Numbers }],
    };

    private static string? Owner(EdgeModel model, string number) =>
        model.Assigned.Find(Encoding.UTF8.GetBytes(number))?.To.Name;

    [Theory]
    [InlineData("+31201234567", "pbx")]
    [InlineData("+31201234580", "fax")]
    [InlineData("+31201234600", "centre")]
    [InlineData("+3120", "centre")]
    [InlineData("+31201234567890", "centre")]
    [InlineData("+31301234567", null)]
    [InlineData("31201234567", null)]
    [InlineData("anna", null)]
    [InlineData("", null)]
    public void The_innermost_entry_owns_a_number(string number, string? owner)
    {
        var model = TestOptions.Compile(Options(
            ("+3120*", "centre"), ("+31201234500-+31201234599", "pbx"), ("+31201234580", "fax")));
        Assert.Equal(owner, Owner(model, number));
    }

    [Fact]
    public void An_entry_inside_two_others_belongs_to_the_inner_of_them()
    {
        var model = TestOptions.Compile(Options(
            ("100-199", "pbx"), ("120-139", "fax"), ("130-131", "centre"), ("12*", "pbx")));
        Assert.Equal(["pbx", "fax", "centre", "fax", "pbx", "pbx"],
            new[] { "119", "129", "131", "132", "140", "1234" }.Select(number => Owner(model, number)));
    }

    [Theory]
    [InlineData("100-150", "120-180", "some of these numbers and others beside them")]
    [InlineData("+3120*", "+3120*", "assigns the same numbers")]
    [InlineData("5", "5-5", "assigns the same numbers")]
    [InlineData("5-4", "7", "upside down")]
    public void Numbers_of_two_owners_are_an_error(string first, string second, string why)
    {
        var problems = TestOptions.Problems(Options((first, "pbx"), (second, "fax")));
        Assert.Contains(problems, problem => problem.Severity == ProblemSeverity.Error
            && problem.Path.StartsWith("numbers.assigned[", StringComparison.Ordinal)
            && problem.Message.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_that_no_route_asks_and_a_route_to_no_table_are_told()
    {
        var idle = TestOptions.Problems(Options(("+3120*", "pbx")) with { Routes = [new RouteOptions { To = "pbx" }] });
        Assert.Contains(idle, problem => problem.Message.Contains("no route leads to the number table", StringComparison.Ordinal));
        var empty = TestOptions.Problems(Options());
        Assert.Contains(empty, problem => problem.Severity == ProblemSeverity.Error && problem.Path == "numbers.assigned");
    }

    [Fact]
    public void Ten_thousand_numbers_are_found_like_one_and_without_allocating()
    {
        var model = TestOptions.Compile(Options() with
        {
            Numbers = new SpecialNumberOptions
            {
                Assigned = [new AssignedNumberOptions
                {
                    Numbers = [.. Enumerable.Range(0, 10_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"+3120{i * 7:D7}"))],
                    To = "pbx",
                }],
            },
        });
        Assert.Equal(10_000, model.Assigned.Count);
        Assert.Equal(("pbx", (string?)null), (Owner(model, "+31200000693"), Owner(model, "+31200000694")));
        var number = "+31200000693"u8.ToArray();
        Allocations.AssertNone(() => model.Assigned.Find(number));
    }
}
